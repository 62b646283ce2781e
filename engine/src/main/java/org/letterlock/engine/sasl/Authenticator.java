package org.letterlock.engine.sasl;

import java.net.InetAddress;
import java.util.Optional;

/**
 * Who may log in. The servers know this word alone; what stands behind it holds the keys, and they do not.
 *
 * <p>Every method may block, takes about the same time for known and unknown users, and may be called from any number of threads.
 */
public interface Authenticator {

    /**
     * Checks a user name and password.
     *
     * @param user as the client sent it; the whole address is the ordinary form
     * @param password UTF-8, not kept; the caller clears it
     */
    LoginResult withPassword(String user, byte[] password, Attempt attempt);

    /**
     * What a SCRAM exchange with {@code user} starts from (RFC 5802 §5). Unknown users get a salt too, always the same one, so that
     * nobody learns who exists.
     */
    ScramParameters scramParameters(String user);

    /**
     * Checks the proof of a SCRAM exchange (RFC 5802 §3).
     *
     * @param authMessage AuthMessage, as both sides computed it
     * @param proof ClientProof, 32 octets
     */
    ScramResult withScramProof(String user, byte[] authMessage, byte[] proof, Attempt attempt);

    /**
     * What one attempt came with.
     *
     * @param protocol the protocol it speaks, for scopes and the log
     * @param remote the address of the client
     */
    record Attempt(Protocol protocol, InetAddress remote) {}

    /** What a session may be used for. */
    enum Protocol {
        IMAP,
        POP3,
        SUBMISSION,
        DAV,
        SIEVE,
        /** The contract, asked for something that only a password of the account can open. */
        CONTROL,
        /** The contract, asked for all mail of the account. */
        EXPORT;

        /** Whether its sessions need what the account holds. Sending does not: it leaves a locked account locked. */
        public boolean opensAccount() {
            return this != SUBMISSION;
        }
    }

    /**
     * The start of a SCRAM exchange.
     *
     * @param salt the salt of the account
     * @param iterations the iteration count, at least 4,096
     */
    record ScramParameters(byte[] salt, int iterations) {}

    /**
     * The end of a SCRAM exchange.
     *
     * @param result whether it succeeded
     * @param serverSignature ServerSignature for the server-final-message; empty unless it succeeded
     */
    record ScramResult(LoginResult result, Optional<byte[]> serverSignature) {}
}
