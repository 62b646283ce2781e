package org.letterlock.engine;

import com.google.gson.Gson;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.letterlock.engine.dns.Routes;
import org.letterlock.engine.mail.DomainName;
import org.letterlock.protocol.VerifyReport;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.TypeConversionException;

/**
 * The engine's command line. Exit codes: 0 ended in good order, 1 could not start or something is wrong, 2 the command line was wrong.
 *
 * <p>Described by calls and not by annotations: reading those was a fifth of the time that a start takes.
 */
public final class EngineMain {

    private final PrintWriter out;

    private EngineMain(PrintWriter out) {
        this.out = out;
    }

    public static void main(String[] arguments) {
        settleRuntime();
        PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
        PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
        CommandLine line = new EngineMain(out).line().setOut(out).setErr(err);
        line.setExecutionExceptionHandler((failure, command, result) -> {
            if (failure instanceof StartException) {
                err.println(failure.getMessage());
                return 1;
            }
            throw failure;
        });
        System.exit(line.execute(arguments));
    }

    /** What the JDK reads from its properties once, when the class that wants it is loaded. */
    private static void settleRuntime() {
        // Nobody records Netty's allocations, and to be able to takes a tenth of a second at each start.
        System.setProperty("io.netty.jfr.enabled", "false");
        // The system preempts the threads that carry virtual threads, which take turns only where they wait: so there
        // are more of the former (docs/decisions/0009).
        String carriers = "jdk.virtualThreadScheduler.parallelism";
        if (System.getProperty(carriers) == null) {
            int processors = Runtime.getRuntime().availableProcessors();
            System.setProperty(carriers, Integer.toString(2 * Math.max(2, processors)));
        }
    }

    private CommandLine line() {
        CommandSpec top = CommandSpec.create().name("letterlock-engine");
        top.usageMessage().description("The Letterlock mail server.").synopsisSubcommandLabel("COMMAND");
        standard(top);
        top.addSubcommand("serve", serve());
        top.addSubcommand("check", check());
        top.addSubcommand("verify", verify());
        return new CommandLine(top);
    }

    /** A command that runs {@code work} and ends with its exit code. */
    private static CommandSpec command(Callable<Integer> work, String... description) {
        CommandSpec command = CommandSpec.wrapWithoutInspection(work);
        command.usageMessage().description(description).sortOptions(false);
        return command;
    }

    private static void standard(CommandSpec command) {
        command.versionProvider(() -> new String[] {"letterlock-engine " + Version.text()});
        command.addOption(OptionSpec.builder("-h", "--help")
                .usageHelp(true)
                .description("Show this help message and exit.")
                .build());
        command.addOption(OptionSpec.builder("-V", "--version")
                .versionHelp(true)
                .description("Print version information and exit.")
                .build());
    }

    private static OptionSpec.Builder option(String name, String label, String description) {
        return OptionSpec.builder(name).paramLabel(label).description(description);
    }

    private static OptionSpec flag(String name, String description) {
        return OptionSpec.builder(name)
                .type(boolean.class)
                .arity("0")
                .description(description)
                .build();
    }

    private static OptionSpec data() {
        return option("--data", "DIR", "The data folder.")
                .type(Path.class)
                .required(true)
                .build();
    }

    private CommandSpec serve() {
        OptionSpec data = data();
        OptionSpec hostname = option("--hostname", "NAME", "The name it greets with.")
                .type(DomainName.class)
                .converters(EngineMain::domain)
                .build();
        Map<Service, OptionSpec> listen = new EnumMap<>(Service.class);
        for (Service service : Service.values()) {
            listen.put(
                    service,
                    option("--" + service.word(), "ADDR:PORT", service.description())
                            .type(List.class)
                            .auxiliaryTypes(InetSocketAddress.class)
                            .converters(new Addresses())
                            .build());
        }
        OptionSpec portsFile = option("--ports-file", "FILE", "Where to write the addresses once it is ready.")
                .type(Path.class)
                .build();
        OptionSpec routes = option(
                        "--route",
                        "DOMAIN=HOST:PORT",
                        "Deliver a domain there instead of to its MX hosts; loopback is allowed then.")
                .type(Map.class)
                .auxiliaryTypes(DomainName.class, Routes.Hop.class)
                .converters(EngineMain::domain, EngineMain::hop)
                .build();
        OptionSpec resolvers = option(
                        "--resolver", "ADDR:PORT", "Whom to ask in the DNS, instead of the system's resolvers.")
                .type(List.class)
                .auxiliaryTypes(InetSocketAddress.class)
                .converters(new Addresses())
                .build();
        OptionSpec anchors = option(
                        "--trust-anchors",
                        "FILE",
                        "Whose signatures prove what the DNS says, as DS records, instead of the root zone's keys.")
                .type(Path.class)
                .build();
        OptionSpec innerWebhooks = flag(
                "--inner-webhooks",
                "Let webhooks be hosts of this network, and this machine; else only those of the public internet are told.");
        CommandSpec command = command(
                () -> serve(new ServeSettings(
                        data.getValue(),
                        Optional.ofNullable(hostname.getValue()),
                        addresses(listen),
                        Optional.ofNullable(portsFile.getValue()),
                        given(routes, Map.of()),
                        given(resolvers, List.of()),
                        read(Optional.ofNullable(anchors.getValue())),
                        given(innerWebhooks, false))),
                "Runs the mail server until it is told to stop (SIGTERM, SIGINT, or over its control socket).",
                "Without any listen option every service but POP3 with STLS listens on its own port on all addresses.");
        command.addOption(data).addOption(hostname);
        listen.values().forEach(command::addOption);
        command.addOption(portsFile)
                .addOption(routes)
                .addOption(resolvers)
                .addOption(anchors)
                .addOption(innerWebhooks);
        standard(command);
        return command;
    }

    private static Optional<String> read(Optional<Path> file) {
        return file.map(path -> {
            try {
                return Files.readString(path, StandardCharsets.US_ASCII);
            } catch (IOException e) {
                throw new StartException("The file " + path + " cannot be read.", e);
            }
        });
    }

    private static <T> T given(OptionSpec option, T otherwise) {
        @Nullable T value = option.getValue();
        return value == null ? otherwise : value;
    }

    private static Map<Service, List<InetSocketAddress>> addresses(Map<Service, OptionSpec> options) {
        Map<Service, List<InetSocketAddress>> listen = new EnumMap<>(Service.class);
        options.forEach((service, option) -> {
            List<InetSocketAddress> where = given(option, List.of());
            if (!where.isEmpty()) {
                listen.put(service, List.copyOf(where));
            }
        });
        if (listen.isEmpty()) {
            for (Service service : Service.values()) {
                listen.put(
                        service,
                        service.ports().stream().map(InetSocketAddress::new).toList());
            }
        }
        return listen;
    }

    private static int serve(ServeSettings settings) {
        return new Serving(settings, Clock.systemUTC(), new SecureRandom()).run();
    }

    private CommandSpec check() {
        OptionSpec data = data();
        CommandSpec command = command(
                () -> check(data.getValue()),
                "Opens every file that it can and says what is wrong, a sentence each.",
                "Only while no engine runs on the data folder.");
        command.addOption(data);
        standard(command);
        return command;
    }

    private int check(Path data) {
        List<String> faults = new Check(data, Clock.systemUTC(), new SecureRandom()).faults();
        if (faults.isEmpty()) {
            out.println("Everything that opens without an owner's password is in order.");
            return 0;
        }
        faults.forEach(out::println);
        return 1;
    }

    private CommandSpec verify() {
        OptionSpec data = data();
        OptionSpec repair = flag("--repair", "Rebuild what can be rebuilt: indexes and counters.");
        OptionSpec json = flag("--json", "Answer in JSON, for programs.");
        CommandSpec command = command(
                () -> verify(data.getValue(), given(repair, false), given(json, false)),
                "Looks over every file to the last row: pages, indexes, and what must hold between rows.",
                "Says what it could not look at. Only while no engine runs on the data folder;",
                "\"letterlock-agent verify\" asks a running engine, which also looks over accounts that are unlocked.");
        command.addOption(data).addOption(repair).addOption(json);
        standard(command);
        return command;
    }

    private int verify(Path data, boolean repair, boolean json) {
        VerifyReport report = new Verify(data, repair, Clock.systemUTC(), new SecureRandom()).report();
        if (json) {
            out.println(new Gson().toJson(report));
        } else {
            report.repaired().forEach(sentence -> out.println("Repaired: " + sentence));
            report.unchecked().forEach(sentence -> out.println("Not checked: " + sentence));
            report.sound().forEach(file -> out.println("In order: " + file + "."));
            report.faults().forEach(sentence -> out.println("Wrong: " + sentence));
        }
        return report.faults().isEmpty() ? 0 : 1;
    }

    private static DomainName domain(String text) {
        return DomainName.parse(text)
                .orElseThrow(() -> new TypeConversionException("\"" + text + "\" is no domain name"));
    }

    private static Routes.Hop hop(String text) {
        return Routes.Hop.parse(text)
                .orElseThrow(() -> new TypeConversionException("expected HOST:PORT, not \"" + text + "\""));
    }
}
