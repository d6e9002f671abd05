// What @graphql-eslint recommends for a schema, and its rules for Relay. Run from the root of the repository.
import graphql from "@graphql-eslint/eslint-plugin";

export default [
  {
    files: ["schema/*.graphql"],
    plugins: { "@graphql-eslint": graphql },
    languageOptions: {
      parser: graphql.parser,
      parserOptions: { graphQLConfig: { schema: "schema/schema.graphql" } },
    },
    rules: {
      ...graphql.configs["flat/schema-recommended"].rules,
      ...graphql.configs["flat/schema-relay"].rules,
      // What the contract with clients rules otherwise: values have no id, paging is forward, and a few short lists are lists.
      "@graphql-eslint/strict-id-in-types": "off",
      "@graphql-eslint/relay-arguments": ["error", { includeBoth: false }],
      "@graphql-eslint/relay-edge-types": ["error", { listTypeCanWrapOnlyEdgeType: false, shouldImplementNode: false }],
    },
  },
];
