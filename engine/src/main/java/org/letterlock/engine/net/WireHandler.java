package org.letterlock.engine.net;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.ScheduledFuture;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The event loop's side of a {@link NettyWire}: gathers octets, tries the grammar of the one demand there may be, and asks the socket for
 * more only while that grammar wants more. Every method but the two getters runs on the channel's event loop.
 */
@SuppressWarnings("FutureReturnValueIgnored") // what fails here fails the channel, which channelInactive reports
final class WireHandler extends ChannelInboundHandlerAdapter {

    /** A grammar that still wants more of this much has no limit of its own. */
    static final int MAX_GATHERED = 1024 * 1024;

    private static final long LINGER_SECONDS = 2;
    private static final long LAST_WORDS_SECONDS = 10;
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    private final Channel channel;
    private final Object gate = new Object();
    private @Nullable ByteBuf gathered;
    private @Nullable Demand<?> demand;
    private int seen;
    private @Nullable WireException ended;
    private @Nullable ScheduledFuture<?> alarm;
    private long alarmAt;
    private boolean draining;
    private volatile int buffered;
    private volatile long lastOctet = System.nanoTime();

    WireHandler(Channel channel) {
        this.channel = channel;
    }

    /** How many octets wait to be taken; from any thread. */
    int buffered() {
        return buffered;
    }

    /** When the last octet arrived, on the scale of {@link System#nanoTime}; from any thread. */
    long lastOctet() {
        return lastOctet;
    }

    /** Waits until the channel takes octets again, or has closed; from any thread. */
    boolean awaitWritable(long nanos) throws InterruptedException {
        long deadline = System.nanoTime() + nanos;
        synchronized (gate) {
            while (!channel.isWritable() && channel.isActive()) {
                long left = deadline - System.nanoTime();
                if (left <= 0) {
                    return false;
                }
                TimeUnit.NANOSECONDS.timedWait(gate, left);
            }
        }
        return true;
    }

    /** Takes up a demand. */
    void ask(Demand<?> wanted) {
        demand = wanted;
        seen = 0;
        attempt(wanted);
        if (demand != null) {
            setAlarm(wanted.left(lastOctet));
        }
    }

    /**
     * Sees to it that the alarm rings within {@code nanos}. One that rings too early sets itself anew, so that a busy connection hardly ever sets one: a
     * session that waited with a time limit of its own would wake the timer's thread with every read.
     */
    private void setAlarm(long nanos) {
        long at = System.nanoTime() + nanos;
        if (alarm != null) {
            if (alarmAt - at <= 0) {
                return;
            }
            alarm.cancel(false);
        }
        alarmAt = at;
        alarm = channel.eventLoop().schedule(this::ring, nanos, TimeUnit.NANOSECONDS);
    }

    private void ring() {
        alarm = null;
        Demand<?> waiting = demand;
        if (waiting != null) {
            long left = waiting.left(lastOctet);
            if (left <= 0) {
                waiting.remind();
            }
            // Should the reader find that it is not due after all, it is asked again.
            setAlarm(Math.max(left, SECOND));
        }
    }

    private <T> void attempt(Demand<T> wanted) {
        if (wanted.isWithdrawn()) {
            demand = null;
            return;
        }
        ByteBuffer octets = gathered == null ? ByteBuffer.allocate(0) : gathered.nioBuffer();
        int length = octets.remaining();
        Cut<T> cut;
        try {
            cut = seen > 0 && !wanted.grammar().mayComplete(octets, seen)
                    ? new Cut.More<>()
                    : wanted.grammar().cut(octets);
        } catch (RuntimeException e) {
            // A fault of the grammar belongs to the session that brought it, not to the event loop.
            demand = null;
            wanted.fail(e);
            return;
        }
        switch (cut) {
            case Cut.Done<T>(T value, int taken) -> {
                demand = null;
                if (wanted.claim()) {
                    take(taken);
                    wanted.settle(value);
                }
            }
            case Cut.More<T>() -> {
                seen = length;
                if (ended != null) {
                    demand = null;
                    wanted.fail(ended);
                } else if (length >= MAX_GATHERED) {
                    demand = null;
                    wanted.fail(new WireException(WireException.Reason.BROKEN, "element too long"));
                } else {
                    channel.read();
                }
            }
        }
    }

    private void take(int octets) {
        ByteBuf held = gathered;
        if (held == null) {
            return;
        }
        held.skipBytes(octets);
        if (!held.isReadable()) {
            held.release();
            gathered = null;
        }
        buffered = gathered == null ? 0 : gathered.readableBytes();
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (!(message instanceof ByteBuf octets) || draining) {
            ReferenceCountUtil.release(message);
            return;
        }
        if (!octets.isReadable()) {
            octets.release();
            return;
        }
        lastOctet = System.nanoTime();
        ByteBuf held = gathered;
        if (held == null) {
            gathered = octets;
        } else {
            gathered = append(held, octets);
        }
        buffered = gathered.readableBytes();
    }

    private ByteBuf append(ByteBuf held, ByteBuf octets) {
        try {
            if (held.writableBytes() >= octets.readableBytes() && !held.isReadOnly() && held.refCnt() == 1) {
                return held.writeBytes(octets);
            }
            int length = held.readableBytes() + octets.readableBytes();
            ByteBuf larger = channel.alloc().buffer(Math.max(4096, length * 2));
            larger.writeBytes(held).writeBytes(octets);
            held.release();
            return larger;
        } finally {
            octets.release();
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        if (draining) {
            channel.read();
        } else if (demand != null) {
            attempt(demand);
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) throws Exception {
        if (event instanceof ChannelInputShutdownEvent || event instanceof SslCloseCompletionEvent) {
            end(new WireException(WireException.Reason.CLOSED, "closed by the peer"));
            if (draining) {
                channel.close();
            }
        }
        super.userEventTriggered(ctx, event);
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        openGate();
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        end(new WireException(WireException.Reason.CLOSED, "closed"));
        if (alarm != null) {
            alarm.cancel(false);
            alarm = null;
        }
        openGate();
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        if (gathered != null) {
            gathered.release();
            gathered = null;
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        end(new WireException(WireException.Reason.BROKEN, "broken"));
        channel.close();
    }

    /** The octets end here; what is gathered may still be taken. */
    void end(WireException reason) {
        if (ended == null) {
            ended = reason;
        }
        if (demand != null) {
            attempt(demand);
        }
    }

    private void openGate() {
        synchronized (gate) {
            gate.notifyAll();
        }
    }

    /**
     * Sends the last words, closes our side and reads the peer's rest into nothing for a moment, so that unread octets do not make the
     * kernel reset the connection under the last reply (RFC 9293 §3.6.1).
     */
    void finish() {
        if (draining) {
            return;
        }
        boolean peerClosed = ended != null;
        draining = true;
        end(new WireException(WireException.Reason.CLOSED, "closed"));
        var forced = channel.eventLoop()
                .schedule(() -> channel.unsafe().closeForcibly(), LAST_WORDS_SECONDS, TimeUnit.SECONDS);
        channel.closeFuture().addListener(f -> forced.cancel(false));
        channel.eventLoop().execute(this::openGate);
        SslHandler ssl = channel.pipeline().get(SslHandler.class);
        var said = ssl == null || peerClosed
                ? channel.writeAndFlush(io.netty.buffer.Unpooled.EMPTY_BUFFER)
                : ssl.closeOutbound();
        if (peerClosed) {
            said.addListener(ChannelFutureListener.CLOSE);
            return;
        }
        said.addListener(f -> {
            if (!f.isSuccess() || !(channel instanceof DuplexChannel duplex)) {
                channel.close();
                return;
            }
            duplex.shutdownOutput();
            channel.read();
            var lingering = channel.eventLoop().schedule(() -> channel.close(), LINGER_SECONDS, TimeUnit.SECONDS);
            channel.closeFuture().addListener(closed -> lingering.cancel(false));
        });
    }
}
