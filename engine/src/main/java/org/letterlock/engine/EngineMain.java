package org.letterlock.engine;

import com.google.gson.Gson;
import java.io.PrintWriter;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.letterlock.engine.dns.Routes;
import org.letterlock.engine.mail.DomainName;
import org.letterlock.protocol.VerifyReport;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** The engine's command line. Exit codes: 0 ended in good order, 1 could not start or something is wrong, 2 the command line was wrong. */
@Command(
        name = "letterlock-engine",
        description = "The Letterlock mail server.",
        mixinStandardHelpOptions = true,
        versionProvider = EngineMain.class,
        synopsisSubcommandLabel = "COMMAND")
public final class EngineMain implements CommandLine.IVersionProvider {

    private final PrintWriter out;

    private EngineMain(PrintWriter out) {
        this.out = out;
    }

    /** For the command line's own reflection. */
    EngineMain() {
        this(new PrintWriter(System.out, true, StandardCharsets.UTF_8));
    }

    public static void main(String[] arguments) {
        PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
        PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
        CommandLine line = new CommandLine(new EngineMain(out)).setOut(out).setErr(err);
        line.registerConverter(InetSocketAddress.class, new Addresses());
        line.registerConverter(DomainName.class, EngineMain::domain);
        line.registerConverter(Routes.Hop.class, EngineMain::hop);
        line.setExecutionExceptionHandler((failure, command, result) -> {
            if (failure instanceof StartException) {
                err.println(failure.getMessage());
                return 1;
            }
            throw failure;
        });
        System.exit(line.execute(arguments));
    }

    private static DomainName domain(String text) {
        return DomainName.parse(text)
                .orElseThrow(() -> new TypeConversionException("\"" + text + "\" is no domain name"));
    }

    private static Routes.Hop hop(String text) {
        return Routes.Hop.parse(text)
                .orElseThrow(() -> new TypeConversionException("expected HOST:PORT, not \"" + text + "\""));
    }

    @Override
    public String[] getVersion() {
        return new String[] {"letterlock-engine " + Version.text()};
    }

    @Command(
            name = "serve",
            description = {
                "Runs the mail server until it is told to stop (SIGTERM, SIGINT, or over its control socket).",
                "Without any listen option every service but POP3 with STLS listens on its own port on all addresses."
            },
            mixinStandardHelpOptions = true,
            sortOptions = false)
    int serve(
            @Option(names = "--data", paramLabel = "DIR", required = true, description = "The data folder.") Path data,
            @Option(names = "--hostname", paramLabel = "NAME", description = "The name it greets with.") @Nullable
                    DomainName hostname,
            @Option(names = "--mx", paramLabel = "ADDR:PORT", description = "Mail from other servers (25).") @Nullable
                    List<InetSocketAddress> mx,
            @Option(
                            names = "--submission",
                            paramLabel = "ADDR:PORT",
                            description = "Mail from its users, STARTTLS (587).")
                    @Nullable
                    List<InetSocketAddress> submission,
            @Option(names = "--submissions", paramLabel = "ADDR:PORT", description = "Mail from its users, TLS (465).")
                    @Nullable
                    List<InetSocketAddress> submissions,
            @Option(names = "--imap", paramLabel = "ADDR:PORT", description = "IMAP, STARTTLS (143).") @Nullable
                    List<InetSocketAddress> imap,
            @Option(names = "--imaps", paramLabel = "ADDR:PORT", description = "IMAP, TLS (993).") @Nullable
                    List<InetSocketAddress> imaps,
            @Option(names = "--pop3", paramLabel = "ADDR:PORT", description = "POP3, STLS (110; else not at all).")
                    @Nullable
                    List<InetSocketAddress> pop3,
            @Option(names = "--pop3s", paramLabel = "ADDR:PORT", description = "POP3, TLS (995 and 2995).") @Nullable
                    List<InetSocketAddress> pop3s,
            @Option(
                            names = "--ports-file",
                            paramLabel = "FILE",
                            description = "Where to write the addresses once it is ready.")
                    @Nullable
                    Path portsFile,
            @Option(
                            names = "--route",
                            paramLabel = "DOMAIN=HOST:PORT",
                            description =
                                    "Deliver a domain there instead of to its MX hosts; loopback is allowed then.")
                    @Nullable
                    Map<DomainName, Routes.Hop> routes) {
        Map<Service, List<InetSocketAddress>> listen = new EnumMap<>(Service.class);
        put(listen, Service.MX, mx);
        put(listen, Service.SUBMISSION, submission);
        put(listen, Service.SUBMISSIONS, submissions);
        put(listen, Service.IMAP, imap);
        put(listen, Service.IMAPS, imaps);
        put(listen, Service.POP3, pop3);
        put(listen, Service.POP3S, pop3s);
        if (listen.isEmpty()) {
            for (Service service : Service.values()) {
                listen.put(
                        service,
                        service.ports().stream().map(InetSocketAddress::new).toList());
            }
        }
        ServeSettings settings = new ServeSettings(
                data,
                Optional.ofNullable(hostname),
                listen,
                Optional.ofNullable(portsFile),
                routes == null ? Map.of() : Map.copyOf(routes));
        return new Serving(settings, Clock.systemUTC(), new SecureRandom()).run();
    }

    private static void put(
            Map<Service, List<InetSocketAddress>> listen, Service service, @Nullable List<InetSocketAddress> where) {
        if (where != null) {
            listen.put(service, List.copyOf(where));
        }
    }

    @Command(
            name = "check",
            description = {
                "Opens every file that it can and says what is wrong, a sentence each.",
                "Only while no engine runs on the data folder."
            },
            mixinStandardHelpOptions = true)
    int check(
            @Option(names = "--data", paramLabel = "DIR", required = true, description = "The data folder.")
                    Path data) {
        List<String> faults = new Check(data, Clock.systemUTC(), new SecureRandom()).faults();
        if (faults.isEmpty()) {
            out.println("Everything that opens without an owner's password is in order.");
            return 0;
        }
        faults.forEach(out::println);
        return 1;
    }

    @Command(
            name = "verify",
            description = {
                "Looks over every file to the last row: pages, indexes, and what must hold between rows.",
                "Says what it could not look at. Only while no engine runs on the data folder;",
                "\"letterlock-agent verify\" asks a running engine, which also looks over accounts that are unlocked."
            },
            mixinStandardHelpOptions = true,
            sortOptions = false)
    int verify(
            @Option(names = "--data", paramLabel = "DIR", required = true, description = "The data folder.") Path data,
            @Option(names = "--repair", description = "Rebuild what can be rebuilt: indexes and counters.")
                    boolean repair,
            @Option(names = "--json", description = "Answer in JSON, for programs.") boolean json) {
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
}
