package org.letterlock.agent.host;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.eclipse.lsp4j.jsonrpc.CancelChecker;
import org.jspecify.annotations.Nullable;
import org.letterlock.protocol.Failure;
import org.letterlock.protocol.FailureException;
import org.letterlock.protocol.Finding;
import org.letterlock.protocol.InspectOrder;
import org.letterlock.protocol.Inspection;
import org.letterlock.protocol.Progress;

/** Looks the computer over, one check after the other, and changes nothing. */
public final class Inspector {

    private static final int MOST = 8;
    private static final Pattern DOMAIN =
            Pattern.compile("(?=.{1,200}$)[a-zA-Z0-9]([a-zA-Z0-9-]*)(\\.[a-zA-Z0-9][a-zA-Z0-9-]*)+");

    private final Computer computer;

    Inspector(Computer computer) {
        this.computer = computer;
    }

    /** One of this computer. */
    public static Inspector here() {
        return new Inspector(Computer.here());
    }

    /** One check. */
    private interface Check {
        List<Finding> look() throws IOException;
    }

    /**
     * Looks.
     *
     * @param progress is told before each check
     * @param cancel is asked before each check
     * @throws FailureException when the order is none, or the computer cannot be read
     */
    public Inspection inspect(InspectOrder order, Consumer<Progress> progress, CancelChecker cancel) {
        List<String> lists = few("blocklists", order.blocklists());
        for (String list : lists) {
            if (!DOMAIN.matcher(list).matches()) {
                throw new FailureException(refused("\"" + list + "\" is no name of a blocklist."));
            }
        }
        List<String> servers = few("mail servers", order.mailServers());
        Map<String, Check> checks = checks(order, lists, servers.isEmpty() ? OutboundCheck.LARGE : servers);
        List<Finding> found = new ArrayList<>();
        int done = 0;
        for (Map.Entry<String, Check> check : checks.entrySet()) {
            cancel.checkCanceled();
            progress.accept(new Progress(order.work(), check.getKey(), done, checks.size()));
            done++;
            try {
                found.addAll(check.getValue().look());
            } catch (IOException e) {
                throw new FailureException(unreadable(check.getKey(), String.valueOf(e.getMessage())));
            }
        }
        return new Inspection(
                computer.clock().instant().toString(),
                computer.text("/proc/sys/kernel/hostname").orElse("").strip(),
                new AddressChecks(computer, order.knownAs())
                        .publicAddresses().stream().map(Names::numeric).toList(),
                found);
    }

    private Map<String, Check> checks(InspectOrder order, List<String> lists, List<String> servers) {
        SystemChecks system = new SystemChecks(computer);
        AddressChecks addresses = new AddressChecks(computer, order.knownAs());
        Map<String, Check> checks = new LinkedHashMap<>();
        checks.put("system", system::system);
        checks.put("memory", system::memory);
        checks.put("disk", system::disk);
        checks.put("clock", () -> system.clock(order.clock()));
        checks.put("ports", new PortChecks(computer)::ports);
        checks.put("firewall", () -> List.of(new FirewallCheck(computer).firewall()));
        checks.put("address", addresses::addresses);
        checks.put("outbound", () -> new OutboundCheck(computer.names()).outbound(servers));
        checks.put("reverse", addresses::reverse);
        if (!lists.isEmpty()) {
            checks.put(
                    "blocklist", () -> new BlocklistCheck(computer.names()).lists(lists, addresses.publicAddresses()));
        }
        return checks;
    }

    private static List<String> few(String what, @Nullable List<String> given) {
        if (given == null) {
            return List.of();
        }
        if (given.size() > MOST) {
            throw new FailureException(refused("More than " + MOST + " " + what + " cannot be asked at once."));
        }
        return given;
    }

    private static Failure refused(String sentence) {
        return new Failure("inspection", "order", sentence, "Nothing was looked at.", "Name others, or fewer.", null);
    }

    private static Failure unreadable(String check, String detail) {
        return new Failure(
                "inspection",
                "unreadable",
                "The server could not be looked over.",
                "What it says of itself could not be read (" + check + ").",
                "Look at the details, and check again.",
                detail);
    }
}
