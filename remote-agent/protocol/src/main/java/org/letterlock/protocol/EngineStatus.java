package org.letterlock.protocol;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How an engine is.
 *
 * @param engineVersion its release
 * @param hostname the name that it greets with
 * @param processId of its process
 * @param startedAt when it was ready
 * @param uptimeSeconds for how long it has been
 * @param listeners where it listens
 * @param domains how many domains it serves
 * @param accounts how many accounts it keeps
 * @param unlockedAccounts the first addresses of those that are unlocked
 * @param queueLength how many letters wait to be sent
 * @param intakeCount how many letters wait for a locked account
 * @param heldLetters how many letters are held because an account sent more than it may; the owner decides about them
 * @param certificate what it shows to whoever speaks TLS with it; null from an engine that does not tell
 */
public record EngineStatus(
        String engineVersion,
        String hostname,
        long processId,
        @Moment String startedAt,
        long uptimeSeconds,
        List<ListenerInfo> listeners,
        int domains,
        int accounts,
        List<String> unlockedAccounts,
        long queueLength,
        long intakeCount,
        long heldLetters,
        @Nullable CertificateInfo certificate) {

    /**
     * One listening socket.
     *
     * @param service {@code mx}, {@code submission}, {@code submissions}, {@code imap} or {@code imaps}
     * @param address the address, numeric
     * @param port the port, 1 to 65,535
     */
    public record ListenerInfo(String service, String address, int port) {}

    /**
     * The certificate that is shown.
     *
     * @param until when it ends
     * @param selfSigned whether the server made it itself, so that mail programs do not trust it unasked
     */
    public record CertificateInfo(@Moment String until, boolean selfSigned) {}
}
