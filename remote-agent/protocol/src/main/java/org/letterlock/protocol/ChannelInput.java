package org.letterlock.protocol;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SocketChannel;

/** What a socket receives. One that this side closed ends as one that the other side closed does: with the end of the stream. */
public final class ChannelInput extends InputStream {

    private final InputStream in;

    public ChannelInput(SocketChannel channel) {
        in = Channels.newInputStream(channel);
    }

    @Override
    public int read() throws IOException {
        try {
            return in.read();
        } catch (ClosedChannelException e) {
            return -1;
        }
    }

    @Override
    public int read(byte[] octets, int offset, int length) throws IOException {
        try {
            return in.read(octets, offset, length);
        } catch (ClosedChannelException e) {
            return -1;
        }
    }
}
