package org.letterlock.engine.net;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.ssl.SslClientHelloHandler;
import io.netty.util.concurrent.Future;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Stands before the TLS of one connection and refuses a client that offers the names of other protocols only, with the alert that RFC 7301 §3.2 asks for: such a
 * client was sent here by somebody who wants our words to be taken for those of another server. One that offers no name is let through, and the gate removes
 * itself. The TLS library would leave foreign names unanswered instead.
 */
@SuppressWarnings("FutureReturnValueIgnored") // closing a channel is not waited for
final class AlpnGate extends SslClientHelloHandler<Boolean> {

    /** More than browsers with hybrid key shares send. */
    private static final int MAX_CLIENT_HELLO = 32 * 1024;

    private static final int VERSION_AND_RANDOM = 34;
    private static final int ALPN_EXTENSION = 16;

    /** Alert (21), TLS 1.2 on the record layer, 2 octets: fatal (2), no_application_protocol (120). */
    private static final byte[] REFUSAL = {21, 3, 3, 0, 2, 2, 120};

    private final List<String> names;

    /** @param names the protocol's own names */
    AlpnGate(List<String> names) {
        super(MAX_CLIENT_HELLO);
        this.names = names;
    }

    @Override
    protected Future<Boolean> lookup(ChannelHandlerContext ctx, @Nullable ByteBuf clientHello) {
        return ctx.executor().newSucceededFuture(clientHello == null || isWelcome(clientHello.duplicate()));
    }

    @Override
    protected void onLookupComplete(ChannelHandlerContext ctx, Future<Boolean> welcome) {
        if (welcome.getNow()) {
            ctx.pipeline().remove(this);
        } else {
            ctx.writeAndFlush(Unpooled.wrappedBuffer(REFUSAL)).addListener(ChannelFutureListener.CLOSE);
        }
    }

    /** A hello that breaks its own form is left to TLS to refuse. */
    private boolean isWelcome(ByteBuf hello) {
        try {
            hello.skipBytes(VERSION_AND_RANDOM);
            hello.skipBytes(hello.readUnsignedByte());
            hello.skipBytes(hello.readUnsignedShort());
            hello.skipBytes(hello.readUnsignedByte());
            if (!hello.isReadable()) {
                return true;
            }
            ByteBuf extensions = hello.readSlice(hello.readUnsignedShort());
            while (extensions.isReadable()) {
                int type = extensions.readUnsignedShort();
                ByteBuf content = extensions.readSlice(extensions.readUnsignedShort());
                if (type == ALPN_EXTENSION) {
                    return offersOurs(content);
                }
            }
            return true;
        } catch (IndexOutOfBoundsException e) {
            return true;
        }
    }

    private boolean offersOurs(ByteBuf extension) {
        ByteBuf offered = extension.readSlice(extension.readUnsignedShort());
        while (offered.isReadable()) {
            int length = offered.readUnsignedByte();
            if (names.contains(offered.readCharSequence(length, StandardCharsets.ISO_8859_1)
                    .toString())) {
                return true;
            }
        }
        return false;
    }
}
