import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.elasticsearch.common.logging.LogConfigurator;
import org.elasticsearch.common.settings.Settings;
import org.elasticsearch.env.Environment;
import org.elasticsearch.node.InternalSettingsPreparer;
import org.elasticsearch.node.Node;
import org.elasticsearch.plugins.PluginsLoader;

/** One node from the published jars, for as long as somebody holds its standard input. Argument: the node's own folder. */
class ElasticsearchNode {
    public static void main(String[] given) throws Exception {
        endWithStandardInput();
        Path home = Path.of(given[0]);
        Settings minimal = Settings.builder().put("path.home", home).build();
        LogConfigurator.configureESLogging();
        LogConfigurator.configureWithoutConfig(minimal);
        Environment environment = InternalSettingsPreparer.prepareEnvironment(minimal, Map.of(), home.resolve("config"), () -> "node");
        // The server stands on the class path, so it has no Java modules of its own to export from: hence false.
        PluginsLoader plugins = PluginsLoader.createPluginsLoader(
                PluginsLoader.loadModulesBundles(environment.modulesDir()),
                PluginsLoader.loadPluginsBundles(environment.pluginsDir()), Map.of(), false);
        Node node = new Node(environment, plugins);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            try {
                node.close();
            } catch (IOException error) {
                error.printStackTrace();
            }
        }));
        node.start();
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
