package org.letterlock.agent;

import java.io.PrintWriter;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.letterlock.protocol.EngineApi;
import org.letterlock.protocol.ReportsInfo;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code report}. */
@Command(
        name = "report",
        description = "What other servers report about the letters of a domain, and about TLS.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND")
final class ReportCommands {

    private final Engines engines;

    ReportCommands(Engines engines) {
        this.engines = engines;
    }

    @Command(
            name = "show",
            description = {
                "Shows who sent in the name of a domain and whether that could be seen to be right, how TLS with its mail "
                        + "exchangers went, which letters came back, and who complained; with what to do about it."
            },
            mixinStandardHelpOptions = true)
    int show(
            @Mixin Options options,
            @Parameters(paramLabel = "DOMAIN", arity = "0..1", description = "Else all domains.") @Nullable
                    String domain,
            @Option(names = "--days", paramLabel = "N", description = "Of the last N days, 1 to 90; else 30.") @Nullable
                    Integer days) {
        return engines.ask(
                options, engine -> engine.reports(new EngineApi.ReportSubject(domain, days)), ReportCommands::tell);
    }

    @Command(
            name = "tls",
            description = {
                "Shows or chooses whether other domains are told once a day how TLS with their mail servers went. Only those "
                        + "are told that ask for it in the DNS, and of nothing but counts: how many sessions succeeded, and why others did not."
            },
            mixinStandardHelpOptions = true)
    int tls(
            @Mixin Options options,
            @Parameters(paramLabel = "on|off", arity = "0..1", description = "Else it is shown.") @Nullable
                    OnOff choice) {
        return engines.ask(
                options,
                engine -> choice == null
                        ? engine.tlsReporting()
                        : engine.chooseTlsReporting(new EngineApi.TlsReporting(choice == OnOff.on)),
                (answer, out) -> out.println(
                        answer.on()
                                ? "Domains that ask for it are told once a day how TLS with their mail servers went."
                                : "Nobody is told how TLS with their mail servers went, and nothing is counted."));
    }

    @Command(
            name = "dmarc",
            description = {
                "Shows or chooses whether other domains are told once a day of letters that came in their names. Only those "
                        + "are told that ask for it in the DNS, and of nothing but counts: from which servers, signed by whom, and whether that was right."
            },
            mixinStandardHelpOptions = true)
    int dmarc(
            @Mixin Options options,
            @Parameters(paramLabel = "on|off", arity = "0..1", description = "Else it is shown.") @Nullable
                    OnOff choice) {
        return engines.ask(
                options,
                engine -> choice == null
                        ? engine.dmarcReporting()
                        : engine.chooseDmarcReporting(new EngineApi.DmarcReporting(choice == OnOff.on)),
                (answer, out) -> out.println(
                        answer.on()
                                ? "Domains that ask for it are told once a day of letters that came in their names."
                                : "Nobody is told of letters that came in their names, and nothing is counted."));
    }

    private static void tell(List<ReportsInfo> domains, PrintWriter out) {
        if (domains.isEmpty()) {
            out.println("There is no domain yet.");
        }
        String between = "";
        for (ReportsInfo domain : domains) {
            out.print(between);
            between = System.lineSeparator();
            tell(domain, out);
        }
    }

    private static void tell(ReportsInfo domain, PrintWriter out) {
        out.println(domain.domain() + ", since " + domain.since().substring(0, 10) + ". Reports go to " + domain.inbox()
                + ".");
        out.println(
                domain.reporters().isEmpty()
                        ? "No server reported. See that the records of domain show " + domain.domain()
                                + " are in the DNS; large providers report once a day."
                        : "Reports came from "
                                + domain.reporters().stream()
                                        .map(each ->
                                                each.organization() + " (" + each.kind() + ", " + each.reports() + ")")
                                        .collect(Collectors.joining(", "))
                                + ".");
        letters(domain.letters(), out);
        tls(domain, out);
        returned("Letters that came back or wait:", "RECIPIENTS AT", domain.bounces(), out);
        returned("Complaints:", "FROM", domain.complaints(), out);
    }

    private static void letters(List<ReportsInfo.Letters> all, PrintWriter out) {
        if (all.isEmpty()) {
            return;
        }
        long letters = all.stream().mapToLong(ReportsInfo.Letters::letters).sum();
        long passed = all.stream()
                .filter(ReportsInfo.Letters::passed)
                .mapToLong(ReportsInfo.Letters::letters)
                .sum();
        out.println();
        out.println("Letters in its name: " + letters + ", of which " + passed + " passed and " + (letters - passed)
                + " failed.");
        Table table = new Table("FROM", "LETTERS", "RESULT", "DKIM", "SPF", "WERE", "WHAT IT MEANS");
        for (ReportsInfo.Letters each : all) {
            table.row(
                    orDash(each.source()),
                    each.letters(),
                    passed(each.passed()),
                    passed(each.dkim()),
                    passed(each.spf()),
                    each.outcome(),
                    each.meaning());
        }
        table.print(out, "");
        remedies(all, ReportsInfo.Letters::remedy, out);
    }

    private static String passed(boolean passed) {
        return passed ? "pass" : "fail";
    }

    private static void tls(ReportsInfo domain, PrintWriter out) {
        if (domain.sessions().isEmpty()) {
            return;
        }
        out.println();
        for (ReportsInfo.Sessions each : domain.sessions()) {
            String policy = each.policyDomain().isEmpty() ? domain.domain() : each.policyDomain();
            out.println("TLS by "
                    + switch (each.policy()) {
                        case "tlsa" -> "DANE of ";
                        case "sts" -> "MTA-STS of ";
                        default -> "no policy, with ";
                    }
                    + policy + ": " + each.successful() + " sessions succeeded, " + each.failed() + " failed.");
        }
        if (!domain.failures().isEmpty()) {
            Table table = new Table("SESSIONS", "FAILURE", "HOST", "REPORTED BY", "WHAT IT MEANS");
            for (ReportsInfo.TlsFailure each : domain.failures()) {
                table.row(each.sessions(), each.type(), orDash(each.host()), each.organization(), each.meaning());
            }
            table.print(out, "");
            remedies(domain.failures(), ReportsInfo.TlsFailure::remedy, out);
        }
    }

    private static void returned(String title, String other, List<ReportsInfo.Returned> all, PrintWriter out) {
        if (all.isEmpty()) {
            return;
        }
        out.println();
        out.println(title);
        Table table = new Table("LETTERS", other, "WHAT", "WHY", "STATUS", "LAST", "WHAT IT MEANS");
        for (ReportsInfo.Returned each : all) {
            table.row(
                    each.letters(),
                    orDash(each.other()),
                    each.kind(),
                    each.reason(),
                    orDash(each.status()),
                    each.latest().substring(0, 10),
                    each.meaning());
        }
        table.print(out, "");
        remedies(all, ReportsInfo.Returned::remedy, out);
    }

    /** What to do, each thing once. */
    private static <T> void remedies(List<T> all, Function<T, @Nullable String> remedyOf, PrintWriter out) {
        Set<String> told = new HashSet<>();
        for (T each : all) {
            String remedy = remedyOf.apply(each);
            if (remedy != null && !remedy.startsWith("nothing") && told.add(remedy)) {
                out.println("  What to do: " + remedy + ".");
            }
        }
    }

    private static String orDash(@Nullable String text) {
        return text == null ? "-" : text;
    }
}
