package org.letterlock.engine.net;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/** A client that compresses what it sends and inflates what it hears, each {@link #send} flushed on its own. */
public final class DeflatingClient implements WireClient {

    private final WireClient client;
    private final Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION, true);
    private final Inflater inflater = new Inflater(true);

    /** From here on, over {@code client}. */
    public DeflatingClient(WireClient client) {
        this.client = client;
    }

    @Override
    public void send(byte[] octets) {
        deflater.setInput(octets);
        byte[] piece = new byte[64 * 1024];
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        int made;
        do {
            made = deflater.deflate(piece, 0, piece.length, Deflater.SYNC_FLUSH);
            all.write(piece, 0, made);
        } while (made == piece.length);
        client.send(all.toByteArray());
    }

    /** Sends octets as they are. */
    public void sendRaw(byte[] octets) {
        client.send(octets);
    }

    private byte next() {
        byte[] octet = new byte[1];
        try {
            while (inflater.inflate(octet) == 0) {
                inflater.setInput(client.read(1));
            }
        } catch (DataFormatException e) {
            throw new AssertionError("not DEFLATE", e);
        }
        return octet[0];
    }

    @Override
    public String readLine() {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (byte octet = next(); octet != '\n'; octet = next()) {
            line.write(octet);
        }
        String text = line.toString(StandardCharsets.ISO_8859_1);
        if (!text.endsWith("\r")) {
            throw new AssertionError("line without CR: " + text);
        }
        return text.substring(0, text.length() - 1);
    }

    @Override
    public byte[] read(int count) {
        byte[] octets = new byte[count];
        for (int i = 0; i < count; i++) {
            octets[i] = next();
        }
        return octets;
    }

    @Override
    public byte[] readToEnd() {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        byte[] piece = new byte[8 * 1024];
        try {
            int made = inflater.inflate(piece);
            inflater.setInput(client.readToEnd());
            while (made > 0 || !inflater.needsInput()) {
                all.write(piece, 0, made);
                made = inflater.inflate(piece);
            }
        } catch (DataFormatException e) {
            throw new AssertionError("not DEFLATE", e);
        }
        return all.toByteArray();
    }

    @Override
    public void startTls() {
        throw new AssertionError("compressed already");
    }

    @Override
    public void close() {
        client.close();
    }
}
