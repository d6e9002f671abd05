"use strict";

const DEFAULT_QUERY = `# Search the offers of the fourth pillar. Run it with Ctrl-Enter; the book on the left holds the documentation.
query Search {
  offers(text: "koken", near: { municipality: "Mechelen", km: 50 }, first: 5) {
    totalCount
    edges {
      distanceKm
      node {
        title { value }
        kind
        dutchLevelMin
        provider { name }
        place { municipality { name } }
        iri
      }
    }
    facets(fields: [KIND, PERSPECTIVE]) { field buckets { value label count } }
    hiddenByUnknown { condition label count }
  }
}
`;

const asked = new URLSearchParams(window.location.search);

ReactDOM.createRoot(document.getElementById("graphiql")).render(
  React.createElement(GraphiQL, {
    fetcher: GraphiQL.createFetcher({ url: window.location.pathname }),
    defaultQuery: DEFAULT_QUERY,
    query: asked.get("query") ?? undefined,
    variables: asked.get("variables") ?? undefined,
  }),
);
