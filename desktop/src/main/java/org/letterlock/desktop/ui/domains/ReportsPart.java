package org.letterlock.desktop.ui.domains;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import javafx.scene.Node;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;
import org.letterlock.desktop.health.Reply;
import org.letterlock.desktop.text.Texts;
import org.letterlock.desktop.ui.Look;
import org.letterlock.desktop.ui.home.Parts;
import org.letterlock.protocol.Finding;
import org.letterlock.protocol.RefusalKind;
import org.letterlock.protocol.ReportsInfo;
import org.letterlock.protocol.ReportsInfo.Letters;
import org.letterlock.protocol.ReportsInfo.Returned;
import org.letterlock.protocol.ReportsInfo.TlsFailure;

/** What others report of a domain: counts by what they mean, with what to do. Who sent what is the reports' own matter. */
final class ReportsPart {

    private static final List<String> OUTCOMES = List.of("taken", "put-aside", "refused");

    /** So many different things of a kind are told; the largest come first. */
    private static final int MOST = 20;

    private final Texts texts;
    private final List<Node> found = new ArrayList<>();

    private ReportsPart(Texts texts) {
        this.texts = texts;
    }

    /** Its nodes. */
    static Node of(List<ReportsInfo> all, Texts texts) {
        ReportsPart part = new ReportsPart(texts);
        all.forEach(part::tell);
        if (part.found.isEmpty()) {
            part.found.add(Look.text(texts.get("domain.reports.none"), "quiet"));
        }
        VBox box = Parts.part(texts.get("domain.reports"), Look.text(texts.get("domain.reports.lead"), "lead"));
        box.getChildren().addAll(part.found);
        return box;
    }

    private void tell(ReportsInfo reports) {
        for (boolean passed : List.of(true, false)) {
            for (String outcome : OUTCOMES) {
                boolean good = passed == outcome.equals("taken");
                count(
                        good ? Finding.FINE : Finding.LOOK,
                        (passed ? "report.letters.passed." : "report.letters.failed.") + outcome,
                        letters(
                                reports.letters(),
                                each -> each.passed() == passed
                                        && each.outcome().equals(outcome)));
            }
        }
        unproven(reports.letters());
        count(
                Finding.FINE,
                "report.tls.good",
                reports.sessions().stream()
                        .mapToLong(ReportsInfo.Sessions::successful)
                        .sum());
        count(
                Finding.LOOK,
                "report.tls.bad",
                reports.sessions().stream()
                        .mapToLong(ReportsInfo.Sessions::failed)
                        .sum());
        reports.failures().stream().limit(MOST).forEach(failure -> tell(reports.domain(), failure));
        reports.bounces().stream().limit(MOST).forEach(this::tell);
        complaints(reports.complaints());
    }

    private static long letters(List<Letters> all, Predicate<Letters> wanted) {
        return all.stream().filter(wanted).mapToLong(Letters::letters).sum();
    }

    /** What to think of letters by which something is amiss, each kind once; other domains each for itself. */
    private void unproven(List<Letters> all) {
        Map<List<String>, Long> counts = new LinkedHashMap<>();
        Map<List<String>, Letters> first = new LinkedHashMap<>();
        for (Letters each : all) {
            List<String> what = List.of(each.code(), Objects.requireNonNullElse(each.other(), ""));
            counts.merge(what, each.letters(), Long::sum);
            first.putIfAbsent(what, each);
        }
        counts.entrySet().stream().limit(MOST).forEach(entry -> {
            Letters letters = first.get(entry.getKey());
            if (letters != null) {
                unproven(letters, entry.getValue());
            }
        });
    }

    private void unproven(Letters letters, long count) {
        Optional<Letters.Kind> kind = Letters.Kind.of(letters.code());
        if (kind.isEmpty() && !letters.passed()) {
            line(Finding.LOOK, came(letters.meaning(), letters.remedy(), count));
        }
        kind.filter(each -> each != Letters.Kind.PROVEN && each != Letters.Kind.SENT_ON)
                .ifPresent(each -> line(
                        each == Letters.Kind.CHANGED ? Finding.FINE : Finding.LOOK,
                        texts.get(
                                "report.letter." + each.code(),
                                Map.of(
                                        "count",
                                        Long.toString(count),
                                        "other",
                                        Objects.requireNonNullElse(letters.other(), "?")))));
    }

    private void tell(String domain, TlsFailure failure) {
        line(
                Finding.LOOK,
                TlsFailure.TYPES.contains(failure.type())
                        ? texts.get("report.tls.failure." + failure.type(), Map.of("domain", domain))
                        : came(failure.meaning(), failure.remedy(), failure.sessions()),
                failure.type() + " · " + Objects.requireNonNullElse(failure.host(), "?") + " · "
                        + failure.organization() + ": " + failure.sessions());
    }

    private void tell(Returned back) {
        String count = Long.toString(back.letters());
        if (back.kind().equals("forged")) {
            line(Finding.LOOK, texts.get("report.forged", Map.of("count", count)));
            return;
        }
        String where = texts.get(
                "report.returned", Map.of("domain", Objects.requireNonNullElse(back.other(), "?"), "count", count));
        line(Finding.LOOK, texts.together(where, why(back)));
    }

    private String why(Returned back) {
        RefusalKind kind = RefusalKind.of(back.reason()).orElse(null);
        if (kind == null) {
            return back.meaning() + ". " + back.remedy() + ".";
        }
        return switch (kind) {
            case UNREACHABLE -> texts.get(back.kind().equals("delayed") ? "reply.unreached" : "reply.tired");
            case OTHER -> texts.get("report.returned.other");
            default -> texts.get("reply." + Reply.of(kind).orElse(Reply.NEVER).word());
        };
    }

    private void complaints(List<Returned> all) {
        Map<String, Long> counts = new LinkedHashMap<>();
        all.forEach(each -> counts.merge(complaint(each.reason()), each.letters(), Long::sum));
        counts.forEach((word, count) ->
                count(word.equals("not-spam") ? Finding.FINE : Finding.LOOK, "report.complaint." + word, count));
    }

    private static String complaint(String type) {
        return switch (type) {
            case "dmarc", "auth-failure" -> "auth-failure";
            case "opt-out", "opt-out-list" -> "opt-out";
            default -> Returned.COMPLAINTS.contains(type) ? type : "other";
        };
    }

    /** What a newer engine says that this app has no sentence for. */
    private static String came(String meaning, @Nullable String remedy, long count) {
        return meaning + ": " + count + "." + (remedy == null ? "" : " " + remedy + ".");
    }

    private void count(String level, String key, long count) {
        if (count > 0) {
            line(level, texts.get(key, Map.of("count", Long.toString(count))));
        }
    }

    private void line(String level, String sentence, String... details) {
        VBox words = new VBox(2, Look.text(sentence));
        for (String detail : details) {
            words.getChildren().add(Look.text(detail, "detail"));
        }
        HBox.setHgrow(words, Priority.ALWAYS);
        found.add(new HBox(8, Look.sign(level), words));
    }
}
