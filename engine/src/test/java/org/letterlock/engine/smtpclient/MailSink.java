package org.letterlock.engine.smtpclient;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import javax.net.ssl.SSLContext;
import org.letterlock.engine.net.TlsIdentity;
import org.letterlock.engine.pkix.TestAuthority;

/** A well-behaved receiver for {@link ScriptedServer}: takes letters with the extensions it is told to offer. */
final class MailSink implements ScriptedServer.Dialogue {

    private static final long LOOK_AGAIN_MILLIS = 100;

    /**
     * A letter that was taken.
     *
     * @param mail the MAIL command
     * @param to the RCPT commands that were accepted
     * @param content the letter, dots removed
     * @param tls whether it came over TLS
     */
    record Letter(String mail, List<String> to, String content, boolean tls) {}

    private final List<String> extensions;
    private final Map<String, String> rcptReplies = new ConcurrentHashMap<>();
    private final Queue<Letter> letters = new ConcurrentLinkedQueue<>();
    private Optional<SSLContext> context = Optional.empty();
    private volatile String dataReply = "250 2.0.0 taken";

    MailSink(String... extensions) {
        this.extensions = List.of(extensions);
    }

    /** Shows this in the TLS handshake. */
    MailSink as(TlsIdentity identity) {
        context = Optional.of(TestAuthority.context(identity));
        return this;
    }

    /** Answers RCPT of an address so; the last call counts. */
    MailSink rcpt(String address, String reply) {
        rcptReplies.put(address, reply);
        return this;
    }

    MailSink data(String reply) {
        dataReply = reply;
        return this;
    }

    List<Letter> letters() {
        return List.copyOf(letters);
    }

    /** Waits until so many letters were taken, or {@code sending} has ended. */
    synchronized void awaitLetters(int count, Process sending) throws InterruptedException {
        while (letters.size() < count && sending.isAlive()) {
            wait(LOOK_AGAIN_MILLIS);
        }
    }

    private synchronized void wake() {
        notifyAll();
    }

    @Override
    public void run(ScriptedServer.Peer peer) throws IOException {
        peer.say("220 mx.example.org ESMTP");
        boolean tls = false;
        String mail = "";
        List<String> to = new ArrayList<>();
        while (true) {
            String line = peer.line();
            String verb = line.split(" ", -1)[0];
            switch (verb) {
                case "EHLO" -> hello(peer, tls);
                case "STARTTLS" -> {
                    peer.say("220 go");
                    if (context.isPresent()) {
                        peer.startTls(context.get());
                    } else {
                        peer.startTls();
                    }
                    tls = true;
                }
                case "MAIL" -> {
                    mail = line;
                    to.clear();
                    peer.say("250 2.1.0 ok");
                }
                case "RCPT" -> {
                    String address = line.substring(line.indexOf('<') + 1, line.indexOf('>'));
                    String reply = rcptReplies.getOrDefault(address, "250 2.1.5 ok");
                    if (reply.startsWith("2")) {
                        to.add(line);
                    }
                    peer.say(reply);
                }
                case "DATA" -> {
                    peer.say("354 go");
                    String raw = new String(peer.rawData(), StandardCharsets.UTF_8);
                    String content = ("\r\n" + raw.substring(0, raw.length() - 3))
                            .replace("\r\n.", "\r\n")
                            .substring(2);
                    taken(peer, new Letter(mail, List.copyOf(to), content, tls));
                }
                case "BDAT" -> {
                    int size = Integer.parseInt(line.split(" ", -1)[1]);
                    String content = new String(peer.octets(size), StandardCharsets.UTF_8);
                    taken(peer, new Letter(mail, List.copyOf(to), content, tls));
                }
                case "RSET" -> peer.say("250 ok");
                case "QUIT" -> {
                    peer.say("221 bye");
                    return;
                }
                default -> peer.say("500 what?");
            }
        }
    }

    private void hello(ScriptedServer.Peer peer, boolean tls) throws IOException {
        List<String> offered = new ArrayList<>(extensions);
        if (tls) {
            offered.remove("STARTTLS");
        }
        if (offered.isEmpty()) {
            peer.say("250 mx.example.org");
            return;
        }
        peer.say("250-mx.example.org");
        for (int i = 0; i < offered.size(); i++) {
            peer.say((i + 1 < offered.size() ? "250-" : "250 ") + offered.get(i));
        }
    }

    private void taken(ScriptedServer.Peer peer, Letter letter) throws IOException {
        if (dataReply.startsWith("2")) {
            letters.add(letter);
            wake();
        }
        peer.say(dataReply);
    }
}
