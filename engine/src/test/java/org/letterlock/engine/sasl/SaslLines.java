package org.letterlock.engine.sasl;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Base64;
import org.letterlock.engine.net.WireClient;

/**
 * The client's side of SASL where it goes in lines of base64 (RFC 4422 §4).
 *
 * @param sign what every challenge begins with, such as {@code "+ "}
 */
public record SaslLines(WireClient client, String sign) {

    /** Sends {@code command} with an initial response. */
    public void begin(String command, byte[] response) {
        client.send(command + " " + base64(response) + "\r\n");
    }

    public void respond(byte[] response) {
        client.send(base64(response) + "\r\n");
    }

    /** The challenge that the next line must be. */
    public byte[] challenge() {
        String line = client.readLine();
        assertThat(line).startsWith(sign);
        return Base64.getDecoder().decode(line.substring(sign.length()).getBytes(US_ASCII));
    }

    private static String base64(byte[] octets) {
        return Base64.getEncoder().encodeToString(octets);
    }
}
