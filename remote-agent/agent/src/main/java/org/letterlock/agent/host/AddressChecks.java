package org.letterlock.agent.host;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.letterlock.protocol.Finding;
import org.letterlock.protocol.FindingKind;
import org.xbill.DNS.Address;

/** Where the computer is reached, and what others know of these addresses. */
final class AddressChecks {

    private static final int MOST_REVERSE_NAMES = 10;

    private final Computer computer;
    private final @Nullable InetAddress knownAs;

    /** @param knownAs a numeric address; anything else says nothing */
    AddressChecks(Computer computer, @Nullable String knownAs) {
        this.computer = computer;
        this.knownAs = knownAs == null ? null : parsed(knownAs);
    }

    private static @Nullable InetAddress parsed(String text) {
        byte[] octets = Address.toByteArray(text, Address.IPv4);
        byte[] six = octets == null ? Address.toByteArray(text, Address.IPv6) : octets;
        try {
            return six == null ? null : InetAddress.getByAddress(six);
        } catch (java.net.UnknownHostException e) {
            return null;
        }
    }

    /** The addresses at which anybody can reach it. Behind a hoster's translation, that at which the caller did. */
    List<InetAddress> publicAddresses() {
        List<InetAddress> found = new ArrayList<>(computer.addresses().get().stream()
                .filter(AddressChecks::isPublic)
                .toList());
        InetAddress known = knownAs;
        if (known != null && isPublic(known) && found.stream().noneMatch(known.getClass()::isInstance)) {
            found.addFirst(known);
        }
        return found;
    }

    private static boolean isPublic(InetAddress address) {
        byte[] octets = address.getAddress();
        boolean unique = octets.length == 16 && (octets[0] & 0xfe) == 0xfc;
        boolean shared = octets.length == 4 && octets[0] == 100 && (octets[1] & 0xc0) == 64;
        return !address.isLoopbackAddress()
                && !address.isLinkLocalAddress()
                && !address.isSiteLocalAddress()
                && !address.isAnyLocalAddress()
                && !address.isMulticastAddress()
                && !unique
                && !shared;
    }

    List<Finding> addresses() {
        List<InetAddress> found = publicAddresses();
        if (found.isEmpty()) {
            return List.of(withoutPublic());
        }
        List<Finding> findings = new ArrayList<>();
        findings.add(Finding.of(FindingKind.ADDRESS_FINE, Map.of("addresses", listed(found))));
        List<InetAddress> own = computer.addresses().get();
        if (own.stream().noneMatch(found::contains)) {
            findings.add(withoutPublic());
        }
        if (found.stream().noneMatch(Inet4Address.class::isInstance)) {
            findings.add(Finding.of(FindingKind.IPV4_NONE, Map.of()));
        }
        if (found.stream().noneMatch(Inet6Address.class::isInstance)) {
            findings.add(Finding.of(FindingKind.IPV6_NONE, Map.of()));
        }
        return findings;
    }

    private Finding withoutPublic() {
        Predicate<InetAddress> useless = address -> address.isLoopbackAddress() || address.isLinkLocalAddress();
        List<InetAddress> rest =
                computer.addresses().get().stream().filter(useless.negate()).toList();
        return rest.isEmpty()
                ? Finding.of(FindingKind.ADDRESS_NONE, Map.of())
                : Finding.of(
                        FindingKind.ADDRESS_PRIVATE,
                        Map.of("addresses", listed(rest), "ports", PortChecks.MAIL_LISTED));
    }

    static String listed(List<InetAddress> addresses) {
        return addresses.stream().map(Names::numeric).collect(Collectors.joining(", "));
    }

    List<Finding> reverse() {
        return publicAddresses().stream().map(this::reverse).toList();
    }

    private Finding reverse(InetAddress address) {
        String shown = Names.numeric(address);
        return switch (computer.names().reverse(address)) {
            case Names.Answer.Unanswered<String>(String why) ->
                Finding.of(FindingKind.REVERSE_UNKNOWN, Map.of("address", shown), why);
            case Names.Answer.Found<String>(List<String> names)
            when names.isEmpty() -> Finding.of(FindingKind.REVERSE_NONE, Map.of("address", shown));
            case Names.Answer.Found<String>(List<String> names) ->
                names.stream()
                        .limit(MOST_REVERSE_NAMES)
                        .filter(name -> leadsTo(name, address))
                        .findFirst()
                        .map(name -> Finding.of(FindingKind.REVERSE_FINE, Map.of("address", shown, "name", name)))
                        .orElseGet(() -> Finding.of(
                                FindingKind.REVERSE_ASTRAY, Map.of("address", shown, "name", names.getFirst())));
        };
    }

    private boolean leadsTo(String name, InetAddress address) {
        return computer.names().addresses(name, address instanceof Inet6Address)
                        instanceof Names.Answer.Found<InetAddress>(List<InetAddress> addresses)
                && addresses.stream().anyMatch(address::equals);
    }
}
