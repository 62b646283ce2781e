package org.letterlock.protocol;

import java.util.List;
import java.util.regex.Pattern;

/**
 * How to install the release that the agent was started from.
 *
 * @param work what {@link Progress} is to call it
 * @param hostname the name that the server is to greet with, such as {@code mail.example.org}
 */
public record InstallOrder(String work, String hostname) {

    /** The steps of an installation in their order, as {@link Progress#step} names them. */
    public static final List<String> STEPS =
            List.of("user", "release", "data", "self-test", "unit", "firewall", "switch");

    private static final Pattern HOSTNAME =
            Pattern.compile("(?=.{4,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\\.)+[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?");

    /** Whether a server can greet with the name: in lower case, ASCII, of two labels or more (RFC 1123 §2.1). */
    public static boolean isHostname(String name) {
        return HOSTNAME.matcher(name).matches();
    }
}
