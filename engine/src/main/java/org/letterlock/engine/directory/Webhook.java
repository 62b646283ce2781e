package org.letterlock.engine.directory;

import java.net.URI;
import java.net.URISyntaxException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Pattern;
import org.letterlock.engine.mail.DomainName;

/**
 * A web server that is told of letters.
 *
 * @param host its name, with a dot; never an address
 * @param port 1 to 65535
 * @param path path and query, from its slash on
 * @param secret by which it knows that we told it: {@value #SECRET_OCTETS} octets
 */
public record Webhook(DomainName host, int port, String path, byte[] secret) {

    private static final int SECRET_OCTETS = 32;
    private static final int HTTPS = 443;
    private static final int MAX_URL = 500;
    private static final Pattern PATH = Pattern.compile("/[!-~&&[^\"<>\\\\^`{|}#]]*");

    /**
     * Reads a URL: https alone, a host by its name, no user, no fragment; at most {@value #MAX_URL} characters.
     *
     * @param secret what belongs to it
     */
    public static Optional<Webhook> parse(String url, byte[] secret) {
        if (url.length() > MAX_URL) {
            return Optional.empty();
        }
        try {
            URI uri = new URI(url);
            String host = uri.getHost();
            if (!"https".equalsIgnoreCase(uri.getScheme())
                    || host == null
                    || uri.getRawUserInfo() != null
                    || uri.getRawFragment() != null) {
                return Optional.empty();
            }
            int port = uri.getPort() < 0 ? HTTPS : uri.getPort();
            String path = uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
            String target = uri.getRawQuery() == null ? path : path + "?" + uri.getRawQuery();
            return DomainName.parse(host)
                    .filter(name -> name.isHostName() && name.ascii().matches(".*\\.[^.]*[a-z][^.]*"))
                    .filter(_ ->
                            port >= 1 && port <= 65535 && PATH.matcher(target).matches())
                    .map(name -> new Webhook(name, port, target, secret));
        } catch (URISyntaxException _) {
            return Optional.empty();
        }
    }

    /** A new secret. */
    public static byte[] newSecret(SecureRandom random) {
        byte[] secret = new byte[SECRET_OCTETS];
        random.nextBytes(secret);
        return secret;
    }

    /** Its URL, for its owner: who put a secret into it does not want it in a log. */
    public String url() {
        return "https://" + host + (port == HTTPS ? "" : ":" + port) + path;
    }

    Row.Target target() {
        return new Row.Target(Row.Target.WEBHOOK, Base64.getEncoder().encodeToString(secret) + " " + url());
    }

    /** What {@link #target} wrote. */
    static Optional<Webhook> of(Row.Target target) {
        int space = target.value().indexOf(' ');
        return parse(
                target.value().substring(space + 1),
                Base64.getDecoder().decode(target.value().substring(0, space)));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Webhook hook && hook.url().equals(url()) && Arrays.equals(hook.secret, secret);
    }

    @Override
    public int hashCode() {
        return url().hashCode();
    }

    /** Its host. */
    @Override
    public String toString() {
        return "the webhook at " + host;
    }
}
