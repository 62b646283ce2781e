package org.letterlock.desktop.model;

import java.net.IDN;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Where a server is reached by SSH.
 *
 * @param host a name in A-labels, or a numeric address without brackets
 * @param port 1 to 65,535
 */
public record ServerAddress(String host, int port) {

    /** That of SSH. */
    public static final int SSH = 22;

    private static final int LARGEST_PORT = 65_535;
    private static final Pattern NAME =
            Pattern.compile("(?=.{1,253}$)[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?(\\.[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?)*\\.?");
    private static final Pattern SIX = Pattern.compile("[0-9a-f:.]{2,45}(%[a-z0-9]{1,15})?");

    /** What a person typed: {@code HOST}, {@code HOST:PORT}, {@code [IPV6]:PORT} or an IPv6 address alone; empty where it is none of these. */
    public static Optional<ServerAddress> parse(String typed) {
        String text = typed.strip().toLowerCase(Locale.ROOT);
        if (text.startsWith("[")) {
            int end = text.indexOf(']');
            if (end < 0) {
                return Optional.empty();
            }
            String rest = text.substring(end + 1);
            return rest.isEmpty() || rest.startsWith(":")
                    ? of(text.substring(1, end), rest.isEmpty() ? "" : rest.substring(1), SIX)
                    : Optional.empty();
        }
        int colon = text.indexOf(':');
        if (colon != text.lastIndexOf(':')) {
            return of(text, "", SIX);
        }
        String host = colon < 0 ? text : text.substring(0, colon);
        try {
            return of(IDN.toASCII(host).toLowerCase(Locale.ROOT), colon < 0 ? "" : text.substring(colon + 1), NAME);
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static Optional<ServerAddress> of(String host, String port, Pattern form) {
        if (!form.matcher(host).matches() || (form == SIX && host.indexOf(':') < 0)) {
            return Optional.empty();
        }
        if (port.isEmpty()) {
            return Optional.of(new ServerAddress(host, SSH));
        }
        if (!port.matches("[0-9]{1,5}")) {
            return Optional.empty();
        }
        int number = Integer.parseInt(port);
        return number < 1 || number > LARGEST_PORT ? Optional.empty() : Optional.of(new ServerAddress(host, number));
    }

    /** As a person would type it. */
    @Override
    public String toString() {
        String shown = host.indexOf(':') < 0 || port == SSH ? host : "[" + host + "]";
        return port == SSH ? shown : shown + ":" + port;
    }
}
