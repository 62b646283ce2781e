package org.letterlock.engine.dsn;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** What a notification says to people, in English. */
final class DsnText {

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern(
                    "d MMMM yyyy, HH:mm 'UTC'", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);
    private static final int WRAP_AT = 72;

    private DsnText() {}

    static String subject(DsnAction action) {
        return switch (action) {
            case FAILED -> "Your message could not be delivered";
            case DELAYED -> "Your message is delayed";
            case DELIVERED -> "Your message was delivered";
            case RELAYED -> "Your message was passed on";
        };
    }

    static String of(DsnReport report) {
        StringBuilder out = new StringBuilder();
        paragraph(out, "", "This is the mail server " + report.reportingMta() + ".");
        out.append("\r\n");
        paragraph(out, "", opening(report));
        for (DsnRecipient recipient : report.recipients()) {
            out.append("\r\n");
            paragraph(out, "", "<" + recipient.address() + ">");
            recipient
                    .remote()
                    .ifPresentOrElse(
                            remote -> paragraph(
                                    out, "  ", "The server " + remote + " answered: " + recipient.diagnostic()),
                            () -> paragraph(out, "  ", recipient.diagnostic()));
        }
        if (report.requireTls() && isAboutTls(report)) {
            out.append("\r\n");
            paragraph(
                    out,
                    "",
                    "You, or your mail program, asked that the message goes over TLS alone, all the way (REQUIRETLS). Without that wish it"
                            + " might have been delivered.");
        }
        out.append("\r\n");
        paragraph(out, "", closing(report));
        return out.toString();
    }

    /** Whether security stands in the way (RFC 3463 §3.8). */
    private static boolean isAboutTls(DsnReport report) {
        return switch (report.action()) {
            case FAILED, DELAYED ->
                report.recipients().stream()
                        .anyMatch(recipient -> recipient.status().subject() == 7);
            case DELIVERED, RELAYED -> false;
        };
    }

    private static String opening(DsnReport report) {
        String arrival = TIME.format(report.arrival());
        return switch (report.action()) {
            case FAILED ->
                "The message that you sent on " + arrival
                        + " could not be delivered to the following recipients. There will be no further attempt.";
            case DELAYED ->
                "The message that you sent on " + arrival + " could not be delivered to the following recipients yet.";
            case DELIVERED ->
                "The message that you sent on " + arrival
                        + " was delivered to the following recipients. Whether it was read is another matter.";
            case RELAYED ->
                "The message that you sent on " + arrival
                        + " was passed on to the servers of the following recipients. These servers do not confirm delivery, so"
                        + " you will hear no more of it.";
        };
    }

    private static String closing(DsnReport report) {
        return switch (report.action()) {
            case FAILED -> "What was sent is attached, in whole or its header.";
            case DELAYED ->
                "You need not do anything: the server goes on trying"
                        + report.willRetryUntil().map(DsnText::until).orElse("")
                        + ". You will hear of it if it gives up.";
            case DELIVERED, RELAYED -> "You need not do anything.";
        };
    }

    private static String until(Instant instant) {
        return " until " + TIME.format(instant);
    }

    private static void paragraph(StringBuilder out, String indent, String text) {
        int length = 0;
        for (String word : text.replaceAll("\\p{Cntrl}+", " ").strip().split(" +", -1)) {
            if (length > 0 && length + 1 + word.length() > WRAP_AT) {
                out.append("\r\n");
                length = 0;
            }
            out.append(length == 0 ? indent : " ").append(word);
            length += (length == 0 ? indent.length() : 1) + word.length();
        }
        out.append("\r\n");
    }
}
