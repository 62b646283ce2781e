package org.letterlock.desktop.model;

import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What lets this app write the records of a zone. Lies in the vault where the person wants it kept, and nowhere else. A component that its kind has no use for is null.
 *
 * @param kind {@link #CLOUDFLARE} or {@link #UPDATE}; another one is of a newer app
 * @param secret a token, or the key of TSIG (RFC 8945) in base64
 * @param server the name server that takes updates, by name or numeric address, with a port where that is not 53
 * @param keyName the name of the key
 * @param algorithm of the key, one of {@link #ALGORITHMS}
 */
public record DnsAccess(
        String kind,
        String secret,
        @Nullable String server,
        @Nullable String keyName,
        @Nullable String algorithm) {

    /** The interface of Cloudflare, by a token. */
    public static final String CLOUDFLARE = "cloudflare";

    /** Dynamic updates (RFC 2136) under a key of TSIG. */
    public static final String UPDATE = "rfc2136";

    /** What a key of TSIG can be for, the usual one first. */
    public static final List<String> ALGORITHMS = List.of("hmac-sha256", "hmac-sha512");

    private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9_-]{20,200}");
    private static final Pattern SERVER = Pattern.compile("[A-Za-z0-9._:\\[\\]-]{1,260}");
    private static final Pattern KEY_NAME = Pattern.compile("[A-Za-z0-9_-]{1,63}(\\.[A-Za-z0-9_-]{1,63}){0,20}\\.?");

    /** Cloudflare's. */
    public static DnsAccess cloudflare(String token) {
        return new DnsAccess(CLOUDFLARE, token.strip(), null, null, null);
    }

    /** A name server's. */
    public static DnsAccess update(String server, String keyName, String algorithm, String secret) {
        return new DnsAccess(
                UPDATE, secret.strip(), server.strip(), keyName.strip().toLowerCase(Locale.ROOT), algorithm);
    }

    /** Whether this app knows its kind. */
    public boolean isKnown() {
        return CLOUDFLARE.equals(kind) || UPDATE.equals(kind);
    }

    /** What cannot be right about it, before anybody is asked: {@code form-token}, {@code form-server}, {@code form-key-name}, {@code form-key}; empty where nothing is. */
    public Optional<String> wrong() {
        if (kind.equals(CLOUDFLARE)) {
            return TOKEN.matcher(secret).matches() ? Optional.empty() : Optional.of("form-token");
        }
        if (server == null || !SERVER.matcher(server).matches()) {
            return Optional.of("form-server");
        }
        if (keyName == null || !KEY_NAME.matcher(keyName).matches()) {
            return Optional.of("form-key-name");
        }
        return isBase64() ? Optional.empty() : Optional.of("form-key");
    }

    private boolean isBase64() {
        try {
            return secret.length() <= 1_000 && Base64.getDecoder().decode(secret).length > 0;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /** Without the secret. */
    @Override
    public String toString() {
        return "DnsAccess[" + kind + ", " + server + ", " + keyName + "]";
    }
}
