package org.letterlock.tests.bench;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.handler.codec.LineBasedFrameDecoder;
import io.netty.handler.codec.string.StringDecoder;
import io.netty.handler.codec.string.StringEncoder;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.letterlock.protocol.NewCredential;
import org.letterlock.tests.kit.EngineProcess;
import org.letterlock.tests.kit.LetterMaker;
import org.letterlock.tests.kit.SmtpTestClient;
import org.letterlock.tests.kit.TempFolder;
import org.letterlock.tests.kit.Waiting;

/** What a connection costs that does nothing but wait for new mail (RFC 2177) over TLS, and how soon all those of an account hear of it. */
@SuppressWarnings("FutureReturnValueIgnored") // what fails closes its channel, which is counted
final class IdleBench implements Bench.Measurement {

    private static final Duration PATIENCE = Duration.ofMinutes(10);
    private static final int LIMIT_KILOBYTES = 40;
    private static final double LIMIT_SECONDS = 1;

    /** Ten thousand sessions need more than the 128 MB that an engine has otherwise. */
    private static final String HEAP = "-Xmx256m";

    private static final Pattern OPEN_FILES = Pattern.compile("Max open files +(\\d+) ");

    /** Files that each side opens besides. */
    private static final int OTHER_FILES = 1_000;

    /** So many sign in at the same time. */
    private static final int AT_ONCE = 32;

    private final int connections;
    private final int accounts;
    private final int letters;

    /**
     * @param connections how many, if the limit on open files allows
     * @param accounts among which they are divided
     * @param letters how many come for one of them
     */
    IdleBench(int connections, int accounts, int letters) {
        this.connections = connections;
        this.accounts = accounts;
        this.letters = letters;
    }

    @Override
    public List<Figure> measure() throws IOException {
        int possible = (int) Math.min(connections, openFiles() - OTHER_FILES);
        int each = possible / accounts;
        EventLoopGroup loop = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
        try (TempFolder folder = new TempFolder();
                EngineProcess engine = EngineProcess.start(new EngineProcess.Settings(
                        folder.path().resolve("data"), "mail.example.test", Map.of(), List.of(HEAP)))) {
            List<NewCredential> all = new ArrayList<>();
            for (int i = 0; i < accounts; i++) {
                all.add(Setting.account(engine, "user" + i + "@example.test"));
            }
            long before = engine.residentKilobytes();
            List<Crowd> crowds = new ArrayList<>();
            for (int i = 0; i < accounts; i++) {
                Crowd crowd = new Crowd(
                        loop,
                        engine.address("imaps"),
                        "user" + i + "@example.test",
                        all.get(i).password());
                crowd.come(each);
                crowds.add(crowd);
            }
            double grown = engine.residentKilobytes() - before;
            int open = each * accounts;
            List<Double> seconds = new ArrayList<>();
            for (int i = 0; i < letters; i++) {
                seconds.add(crowds.getFirst().hear(engine, i));
            }
            double later = engine.residentKilobytes() - before;
            return List.of(
                    Figure.within(
                            "resident for each of " + open + " TLS connections in IDLE, " + accounts + " accounts",
                            grown / open,
                            "",
                            LIMIT_KILOBYTES,
                            "KB"),
                    Figure.within(
                            "the same when all of one account were told of " + letters + " letters",
                            later / open,
                            "",
                            LIMIT_KILOBYTES,
                            "KB"),
                    Figure.within(
                            "the letter sent to EXISTS on all " + each + " connections of its account, slowest of "
                                    + letters,
                            new Sample(seconds).largest(),
                            " (median " + Sample.shown(new Sample(seconds).median()) + ")",
                            LIMIT_SECONDS,
                            "s"));
        } finally {
            loop.shutdownGracefully().awaitUninterruptibly();
        }
    }

    /** The limit of this process, which that of the engine equals. */
    private static long openFiles() throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc/self/limits"))) {
            Matcher soft = OPEN_FILES.matcher(line);
            if (soft.lookingAt()) {
                return Long.parseLong(soft.group(1));
            }
        }
        throw new IllegalStateException("no limit on open files");
    }

    /** Connections of one account. They are of Netty, because thousands of threads of ours would be in the way of what is measured. */
    private static final class Crowd {

        private final Bootstrap bootstrap;
        private final AtomicInteger begun = new AtomicInteger();
        private final AtomicInteger idle = new AtomicInteger();
        private final AtomicInteger told = new AtomicInteger();
        private final AtomicInteger lost = new AtomicInteger();
        private final String user;

        Crowd(EventLoopGroup loop, InetSocketAddress address, String user, String password) throws IOException {
            this.user = user;
            SslContext tls = SslContextBuilder.forClient()
                    .sslProvider(SslProvider.OPENSSL)
                    .trustManager(InsecureTrustManagerFactory.INSTANCE)
                    .endpointIdentificationAlgorithm(null)
                    .build();
            bootstrap = new Bootstrap()
                    .group(loop)
                    .channel(EpollSocketChannel.class)
                    .option(ChannelOption.SO_RCVBUF, 16 * 1024)
                    .remoteAddress(address)
                    .handler(new ChannelInitializer<Channel>() {
                        @Override
                        protected void initChannel(Channel channel) {
                            channel.pipeline()
                                    .addLast(
                                            tls.newHandler(channel.alloc()),
                                            new LineBasedFrameDecoder(8192),
                                            new StringDecoder(StandardCharsets.US_ASCII),
                                            new StringEncoder(StandardCharsets.US_ASCII),
                                            new Client(password));
                        }
                    });
        }

        /** Opens {@code count} connections and returns when all are in IDLE. */
        void come(int count) {
            for (int i = 0; i < count; i++) {
                await(() -> begun.get() - idle.get() < AT_ONCE);
                begun.incrementAndGet();
                bootstrap.connect().addListener(done -> {
                    if (!done.isSuccess()) {
                        lost.incrementAndGet();
                    }
                });
            }
            await(() -> idle.get() == count);
        }

        /** Sends a letter and gives the seconds until everybody knows of it. */
        double hear(EngineProcess engine, int number) throws IOException {
            byte[] letter = new LetterMaker(number)
                    .sized("b@example.org", user, "A letter", 4_000)
                    .octets();
            told.set(0);
            try (SmtpTestClient smtp = engine.mx().ehlo()) {
                long begin = System.nanoTime();
                smtp.deliver("b@example.org", List.of(user), letter).expect(250);
                await(() -> told.get() == begun.get());
                return (System.nanoTime() - begin) / 1e9;
            }
        }

        private void await(BooleanSupplier condition) {
            boolean met = Waiting.until(PATIENCE, () -> lost.get() > 0 || condition.getAsBoolean());
            if (!met || lost.get() > 0) {
                throw new IllegalStateException(
                        idle.get() + " of " + begun.get() + " connections idle, " + lost.get() + " lost");
            }
        }

        /** Signs in, selects INBOX and goes to IDLE. */
        private final class Client extends SimpleChannelInboundHandler<String> {

            private final String password;

            Client(String password) {
                this.password = password;
            }

            @Override
            protected void channelRead0(ChannelHandlerContext context, String line) {
                if (line.startsWith("* OK") && line.contains("CAPABILITY")) {
                    say(context, "a LOGIN " + user + " " + password);
                } else if (line.startsWith("a OK")) {
                    say(context, "b SELECT INBOX");
                } else if (line.startsWith("b OK")) {
                    say(context, "c IDLE");
                } else if (line.startsWith("+")) {
                    idle.incrementAndGet();
                } else if (line.endsWith(" EXISTS") && idle.get() == begun.get()) {
                    told.incrementAndGet();
                } else if (!line.startsWith("* ")) {
                    throw new IllegalStateException(line);
                }
            }

            private static void say(ChannelHandlerContext context, String command) {
                context.writeAndFlush(command + "\r\n").addListener(done -> {
                    if (!done.isSuccess()) {
                        context.close();
                    }
                });
            }

            @Override
            public void channelInactive(ChannelHandlerContext context) {
                lost.incrementAndGet();
            }

            @Override
            public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
                context.close();
            }
        }
    }
}
