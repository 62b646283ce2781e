package org.letterlock.engine.dns;

import java.net.InetAddress;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Over which addresses letters leave: IPv6 only while our own has a name in the DNS that leads back to it, for large receivers refuse letters for good from one
 * that has none. Until that was looked up, and while it cannot be, what was known last holds, IPv4 alone at first. Safe for any number of threads.
 */
public final class SendingFamilies implements Supplier<AddressFamilies> {

    private final Supplier<Optional<InetAddress>> source;
    private final DnsClient dns;
    private final Consumer<String> news;
    private volatile AddressFamilies families = AddressFamilies.IPV4_ONLY;
    private String told = "";

    /**
     * @param source our address when we connect over IPv6; empty where that does not go
     * @param news told in words what holds from now on, where an address over IPv6 is in question; must not block
     */
    public SendingFamilies(Supplier<Optional<InetAddress>> source, DnsClient dns, Consumer<String> news) {
        this.source = source;
        this.dns = dns;
        this.news = news;
    }

    @Override
    public AddressFamilies get() {
        return families;
    }

    /** Looks our address up. Blocks for up to five questions. */
    public synchronized void look() {
        Optional<InetAddress> ours = source.get().filter(PublicAddress::isPublic);
        if (ours.isEmpty()) {
            families = AddressFamilies.IPV4_ONLY;
            told = "";
            return;
        }
        String address = ours.get().getHostAddress();
        Iprev iprev = Iprev.of(dns, ours.get());
        switch (iprev.result()) {
            case PASS -> {
                families = AddressFamilies.IPV4_FIRST;
                tell("Letters leave over IPv6, too: " + address + " is "
                        + iprev.name().map(Object::toString).orElse(""));
            }
            case FAIL, PERMERROR -> {
                families = AddressFamilies.IPV4_ONLY;
                tell("Letters leave over IPv4 alone: " + address + " has no name in the DNS that leads back to it ("
                        + iprev.reason() + ")");
            }
            case TEMPERROR -> {
                // Nothing is known that was not before.
            }
        }
    }

    private void tell(String sentence) {
        if (!told.equals(sentence)) {
            told = sentence;
            news.accept(sentence);
        }
    }
}
