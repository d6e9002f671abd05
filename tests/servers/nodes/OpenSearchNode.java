import java.io.IOException;
import org.codelibs.opensearch.runner.OpenSearchRunner;

/** One node from the published jars, for as long as somebody holds its standard input. Arguments: folder, HTTP port. */
class OpenSearchNode {
    public static void main(String[] given) throws Exception {
        OpenSearchRunner runner = new OpenSearchRunner();
        endWithStandardInput();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            try {
                runner.close();
            } catch (IOException error) {
                error.printStackTrace();
            }
        }));
        runner.setMaxHttpPort(-1);  // take the port as it is given
        runner.onBuild((number, settings) -> settings.put("cluster.routing.allocation.disk.threshold_enabled", false));
        // The runner counts its nodes from 1 and adds that to the base port.
        runner.build(OpenSearchRunner.newConfigs()
                .basePath(given[0]).clusterName("offer-catalogue").numOfNode(1).baseHttpPort(Integer.parseInt(given[1]) - 1));
        Thread.currentThread().join();
    }

    /** Whoever started us has died or is done with us when our standard input ends. */
    private static void endWithStandardInput() {
        Thread watch = new Thread(() -> {
            try {
                while (System.in.read() >= 0) { }
            } catch (IOException ended) {
                // the same as its end
            }
            System.exit(0);
        });
        watch.setDaemon(true);
        watch.start();
    }
}
