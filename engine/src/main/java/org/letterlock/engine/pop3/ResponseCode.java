package org.letterlock.engine.pop3;

/** The extended response codes we give (RFC 2449 §8). */
public enum ResponseCode {
    /** User name or password are the trouble (RFC 3206 §4). */
    AUTH("AUTH"),

    /** The trouble is here and may be over soon (RFC 3206 §4). */
    SYS_TEMP("SYS/TEMP"),

    /** The trouble is here and stays (RFC 3206 §4). */
    SYS_PERM("SYS/PERM");

    private final String token;

    ResponseCode(String token) {
        this.token = token;
    }

    /** The code as it stands between brackets. */
    public String token() {
        return token;
    }
}
