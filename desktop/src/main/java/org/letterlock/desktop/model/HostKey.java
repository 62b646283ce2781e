package org.letterlock.desktop.model;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/**
 * By what a server is known again.
 *
 * @param type such as {@code ssh-ed25519}
 * @param key in base64, as in a known_hosts file
 */
public record HostKey(String type, String key) {

    /** As OpenSSH and hosters' consoles show it: {@code SHA256:} and the hash in base64 without padding. */
    public String fingerprint() {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256")
                    .digest(Base64.getDecoder().decode(key));
            return "SHA256:" + Base64.getEncoder().withoutPadding().encodeToString(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
