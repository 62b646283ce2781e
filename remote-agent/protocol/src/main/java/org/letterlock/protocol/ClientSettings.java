package org.letterlock.protocol;

import java.util.List;

/**
 * What a mail program needs to know.
 *
 * @param userName the user name, for reading and sending alike
 * @param reading where to read, best first
 * @param sending where to send, best first
 */
public record ClientSettings(String userName, List<Server> reading, List<Server> sending) {

    /**
     * One server.
     *
     * @param protocol {@code IMAP}, {@code POP3} or {@code SMTP}
     * @param host its name
     * @param port its port
     * @param security {@code TLS} from the first octet, or {@code STARTTLS}
     */
    public record Server(String protocol, String host, int port, String security) {}
}
