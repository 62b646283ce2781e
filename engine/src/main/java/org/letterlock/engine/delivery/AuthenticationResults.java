package org.letterlock.engine.delivery;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import org.letterlock.engine.arc.ArcResult;
import org.letterlock.engine.dkim.DkimResult;
import org.letterlock.engine.dmarc.DmarcVerdict;
import org.letterlock.engine.dns.Iprev;
import org.letterlock.engine.mail.DomainName;
import org.letterlock.engine.spf.SpfVerdict;

/** The Authentication-Results field (RFC 8601): ours, and those that others wrote in our name. */
final class AuthenticationResults {

    private static final String NAME = "authentication-results";
    private static final int MAX_REASON = 120;
    private static final int SIGNATURE_SHOWN = 8;

    private AuthenticationResults() {}

    /** The field, with its CRLF. */
    static String field(DomainName us, Findings findings) {
        return "Authentication-Results: " + value(us, findings) + "\r\n";
    }

    /** The value of the field, without its last CRLF. */
    static String value(DomainName us, Findings findings) {
        StringBuilder field = new StringBuilder(us.ascii());
        switch (findings) {
            case Findings.Unchecked() -> field.append("; none");
            case Findings.Checked(
                    Iprev host,
                    Findings.Sender sender,
                    List<DkimResult> signatures,
                    ArcResult chain,
                    Optional<DmarcVerdict> author) -> {
                iprev(field, host, sender.remote());
                spf(field, sender);
                if (signatures.isEmpty()) {
                    field.append(";\r\n\tdkim=none");
                }
                signatures.forEach(result -> dkim(field, result));
                arc(field, chain, sender.remote());
                author.ifPresent(verdict -> dmarc(field, verdict));
            }
        }
        return field.toString();
    }

    /** RFC 8601 §2.7.3. */
    private static void iprev(StringBuilder field, Iprev host, InetAddress remote) {
        field.append(";\r\n\tiprev=").append(host.result().word());
        host.name().ifPresent(name -> field.append(" (").append(name).append(')'));
        reason(field, host.reason());
        field.append(" policy.iprev=").append(address(remote));
    }

    private static void spf(StringBuilder field, Findings.Sender sender) {
        SpfVerdict verdict = sender.verdict();
        method(field, "spf", verdict.result().word(), verdict.reason());
        sender.from()
                .address()
                .map(address -> " smtp.mailfrom=" + address.domain())
                .or(() -> DomainName.parse(sender.helo()).map(helo -> " smtp.helo=" + helo))
                .ifPresent(field::append);
    }

    private static void dkim(StringBuilder field, DkimResult result) {
        method(field, "dkim", result.outcome().word(), result.reason());
        result.signature().ifPresent(signature -> {
            String proof = signature.tags().compact("b").orElse("");
            field.append(" header.d=")
                    .append(signature.domain())
                    .append(" header.s=")
                    .append(quoted(signature.key().selector().ascii()))
                    .append(" header.a=")
                    .append(signature.key().algorithm().token())
                    .append(" header.b=")
                    .append(quoted(proof.substring(0, Math.min(SIGNATURE_SHOWN, proof.length()))));
        });
    }

    /** RFC 8617 §10.2; whose the newest seal is stands in a comment, as no property is registered for it. */
    private static void arc(StringBuilder field, ArcResult chain, InetAddress remote) {
        field.append(";\r\n\tarc=").append(chain.status().word());
        if (!chain.sealers().isEmpty()) {
            field.append(" (i=")
                    .append(chain.sealers().size())
                    .append(" d=")
                    .append(chain.sealers().getLast())
                    .append(')');
        }
        reason(field, chain.reason());
        field.append(" smtp.remote-ip=").append(address(remote));
    }

    private static String address(InetAddress address) {
        String text = address.getHostAddress();
        return address instanceof Inet6Address ? quoted(text) : text;
    }

    private static void dmarc(StringBuilder field, DmarcVerdict verdict) {
        field.append(";\r\n\tdmarc=").append(verdict.result().word());
        verdict.policyDomain()
                .ifPresent(at -> field.append(" (p=")
                        .append(verdict.policy().word())
                        .append(" of ")
                        .append(at)
                        .append(')'));
        reason(field, verdict.reason());
        field.append(" header.from=").append(verdict.author());
    }

    private static void method(StringBuilder field, String name, String result, String reason) {
        field.append(";\r\n\t").append(name).append('=').append(result);
        reason(field, reason);
    }

    private static void reason(StringBuilder field, String reason) {
        if (!reason.isEmpty()) {
            field.append("\r\n\t reason=").append(quoted(reason));
        }
    }

    /** A quoted-string of printable ASCII: what strangers publish stands in it. */
    private static String quoted(String text) {
        StringBuilder quoted = new StringBuilder("\"");
        text.chars().limit(MAX_REASON).forEach(c -> {
            if (c == '"' || c == '\\') {
                quoted.append('\\');
            }
            quoted.append(c >= ' ' && c < 0x7f ? (char) c : '?');
        });
        return quoted.append('"').toString();
    }

    /** Whether others wrote {@code field} in the name of {@code host}. */
    static boolean isForged(MessageHeader.Field field, DomainName host) {
        return field.name().equals(NAME) && claims(field.body(), host);
    }

    /**
     * Whether a field's body is in the name of {@code host} (RFC 8601 §5), however it is spaced, commented and quoted. One whose name cannot be read counts as
     * such: nobody may take it for ours.
     */
    private static boolean claims(String body, DomainName host) {
        StringBuilder name = new StringBuilder();
        int depth = 0;
        boolean quoted = false;
        for (int i = 0; i < body.length(); i++) {
            char c = body.charAt(i);
            if (c == '\\' && (quoted || depth > 0)) {
                i++;
                if (depth == 0 && i < body.length()) {
                    name.append(body.charAt(i));
                }
            } else if (quoted) {
                quoted = c != '"';
                name.append(quoted ? String.valueOf(c) : "");
            } else if (c == '(') {
                depth++;
            } else if (c == ')') {
                depth--;
            } else if (depth == 0 && c == '"') {
                quoted = true;
            } else if (depth == 0 && (c == ';' || (isSpace(c) && !name.isEmpty()))) {
                break;
            } else if (depth == 0 && !isSpace(c)) {
                name.append(c);
            }
        }
        return quoted
                || depth != 0
                || name.isEmpty()
                || DomainName.parse(withoutLastDot(name.toString()))
                        .filter(host::equals)
                        .isPresent();
    }

    private static boolean isSpace(char c) {
        return c == ' ' || c == '\t' || c == '\r' || c == '\n';
    }

    private static String withoutLastDot(String name) {
        return name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
    }
}
