package org.letterlock.engine.spam;

import java.util.List;

/**
 * What is thought of a letter.
 *
 * @param grounds why, the weightiest first
 * @param level of the account, which says how much is too much
 */
public record Judgement(List<Ground> grounds, JunkLevel level) {

    public Judgement {
        grounds = grounds.stream()
                .sorted((one, other) -> other.tenths() - one.tenths())
                .toList();
    }

    /**
     * One reason.
     *
     * @param tenths of a point that it weighs in this letter; below 0 where it speaks for the letter
     * @param detail more of it: ASCII words; empty where the reason says all
     */
    public record Ground(Reason reason, int tenths, List<String> detail) {
        Ground(Reason reason) {
            this(reason, reason.tenths());
        }

        Ground(Reason reason, int tenths) {
            this(reason, tenths, List.of());
        }

        private String weight() {
            return points(tenths);
        }
    }

    /** The sum of all, in tenths of a point. */
    public int tenths() {
        return grounds.stream().mapToInt(Ground::tenths).sum();
    }

    /** Whether that is enough to call it junk. */
    public boolean isJunk() {
        return tenths() >= level.threshold();
    }

    /** What the person can read of it: X-Spam-Status, and of junk X-Spam-Report, in the forms that filters have used for long. ASCII, with CRLF. */
    public String fields() {
        StringBuilder fields = new StringBuilder("X-Spam-Status: ")
                .append(isJunk() ? "Yes" : "No")
                .append(", score=")
                .append(points(tenths()))
                .append(" required=")
                .append(points(level.threshold()))
                .append("\r\n\ttests=");
        if (grounds.isEmpty()) {
            fields.append("none");
        }
        String separator = "";
        for (Ground ground : grounds) {
            fields.append(separator).append(ground.reason().name()).append('=').append(ground.weight());
            separator = ",\r\n\t";
        }
        fields.append("\r\n");
        if (isJunk()) {
            fields.append("X-Spam-Report:");
            grounds.forEach(ground -> fields.append("\r\n\t* ")
                    .append(ground.weight())
                    .append(' ')
                    .append(ground.reason().sentence())
                    .append(ground.detail().isEmpty() ? "" : ":\r\n\t  ")
                    .append(String.join(",\r\n\t  ", ground.detail())));
            fields.append("\r\n");
        }
        return fields.toString();
    }

    private static String points(int tenths) {
        return (tenths < 0 ? "-" : "") + Math.abs(tenths) / 10 + "." + Math.abs(tenths) % 10;
    }
}
