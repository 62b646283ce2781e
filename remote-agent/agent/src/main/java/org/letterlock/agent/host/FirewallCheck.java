package org.letterlock.agent.host;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.letterlock.protocol.Finding;
import org.letterlock.protocol.FindingKind;

/** What stands between the network and the ports of mail on the computer itself; a hoster's firewall is seen by nobody here. */
public final class FirewallCheck {

    private final Computer computer;

    public FirewallCheck(Computer computer) {
        this.computer = computer;
    }

    /** Whether it lets mail in: always of the kind {@code FIREWALL_}, and one. */
    public Finding firewall() {
        if (computer.value("/etc/ufw/ufw.conf", "ENABLED", '=').orElse("no").equals("yes")) {
            return ufw();
        }
        if (computer.runs("firewalld"::equals)) {
            return unknown("firewalld");
        }
        if (nftablesDrops() || iptablesDrops()) {
            return unknown("nftables");
        }
        return Finding.of(FindingKind.FIREWALL_NONE, Map.of());
    }

    private static Finding unknown(String firewall) {
        return Finding.of(FindingKind.FIREWALL_UNKNOWN, Map.of("firewall", firewall, "ports", PortChecks.MAIL_LISTED));
    }

    /** ufw notes each rule as it was given: {@code ### tuple ### allow tcp 25 0.0.0.0/0 any 0.0.0.0/0 in}. */
    private Finding ufw() {
        Set<Integer> closed = new TreeSet<>(PortChecks.MAIL);
        computer.text("/etc/ufw/user.rules").orElse("").lines().forEach(line -> {
            String[] words = line.split(" +", -1);
            if (line.startsWith("### tuple ### ")
                    && words.length > 6
                    && words[3].equals("allow")
                    && (words[4].equals("tcp") || words[4].equals("any"))
                    && words[6].equals("0.0.0.0/0")) {
                closed.removeIf(port -> covers(words[5], port));
            }
        });
        return closed.isEmpty()
                ? Finding.of(FindingKind.FIREWALL_OPEN, Map.of("firewall", "ufw"))
                : Finding.of(
                        FindingKind.FIREWALL_CLOSED, Map.of("firewall", "ufw", "ports", PortChecks.listed(closed)));
    }

    private static boolean covers(String ports, int port) {
        for (String part : ports.split(",", -1)) {
            String[] ends = part.split(":", -1);
            try {
                int first = part.equals("any") ? 0 : Integer.parseInt(ends[0]);
                int last = part.equals("any") ? Integer.MAX_VALUE : Integer.parseInt(ends[ends.length - 1]);
                if (first <= port && port <= last) {
                    return true;
                }
            } catch (NumberFormatException e) {
                return false;
            }
        }
        return false;
    }

    /** Whether a chain of nftables drops what no rule lets in. */
    private boolean nftablesDrops() {
        return computer.commands()
                .output(List.of("nft", "-j", "list", "chains"))
                .map(FirewallCheck::dropsInput)
                .orElse(false);
    }

    private static boolean dropsInput(String json) {
        try {
            for (JsonElement one :
                    JsonParser.parseString(json).getAsJsonObject().getAsJsonArray("nftables")) {
                if (one.getAsJsonObject().get("chain") instanceof JsonObject chain
                        && word(chain, "hook").equals("input")
                        && word(chain, "policy").equals("drop")) {
                    return true;
                }
            }
            return false;
        } catch (JsonParseException | IllegalStateException | NullPointerException e) {
            // A shape that we do not know is no proof that nothing is dropped.
            return true;
        }
    }

    private static String word(JsonObject chain, String name) {
        JsonElement value = chain.get(name);
        return value == null ? "" : value.getAsString();
    }

    private boolean iptablesDrops() {
        String rules = List.of("iptables", "iptables-legacy").stream()
                .flatMap(program -> computer.commands().output(List.of(program, "-S", "INPUT")).stream())
                .collect(Collectors.joining("\n"));
        return rules.lines().anyMatch(line -> line.equals("-P INPUT DROP"));
    }
}
