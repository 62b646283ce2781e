package org.letterlock.engine.control;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.letterlock.engine.directory.Account;
import org.letterlock.engine.directory.AddressName;
import org.letterlock.engine.directory.AddressRule;
import org.letterlock.engine.directory.AddressRules;
import org.letterlock.engine.directory.ChangeResult;
import org.letterlock.engine.directory.Directory;
import org.letterlock.engine.directory.OffAnswer;
import org.letterlock.engine.mail.AccountId;
import org.letterlock.engine.mail.DomainName;
import org.letterlock.engine.mail.EmailAddress;
import org.letterlock.protocol.AddressInfo;
import org.letterlock.protocol.AddressRuleOrder;

/** Answers about what happens to mail for addresses. */
final class AddressAnswers {

    private final Directory directory;
    private final AddressRules rules;
    private final AccountAnswers accounts;

    AddressAnswers(Directory directory, AccountAnswers accounts) {
        this.directory = directory;
        this.rules = directory.rules();
        this.accounts = accounts;
    }

    List<AddressInfo> list(String name) {
        DomainName domain = DomainAnswers.parsed(name);
        if (!directory.isLocal(domain)) {
            throw Failures.noSuchDomain(domain.ascii());
        }
        return told(domain);
    }

    AddressInfo set(AddressRuleOrder order) {
        AddressName name = parsed(order.address());
        List<AccountId> targets = order.accounts().stream()
                .map(accounts::named)
                .map(Account::id)
                .distinct()
                .toList();
        List<EmailAddress> forwards =
                order.forwards().stream().map(this::outside).distinct().toList();
        if (targets.isEmpty() && forwards.isEmpty()) {
            throw Failures.addressLeadsNowhere(name.written());
        }
        check(rules.set(name, targets, forwards), name);
        return told(name);
    }

    private EmailAddress outside(String text) {
        EmailAddress address = EmailAddress.parse(text.strip()).orElseThrow(() -> Failures.notAnAddress(text));
        if (directory.isLocal(address.domain())) {
            throw Failures.forwardToOurs(address.toString());
        }
        return address;
    }

    /** @param off null to switch it on */
    AddressInfo switchTo(String address, @Nullable String off) {
        AddressName name = parsed(address);
        Optional<OffAnswer> answer =
                Optional.ofNullable(off).map(word -> OffAnswer.of(word).orElseThrow(() -> Failures.noSuchAnswer(word)));
        check(rules.switchTo(name, answer), name);
        return told(name);
    }

    List<AddressInfo> remove(String address) {
        AddressName name = parsed(address);
        check(rules.remove(name), name);
        return told(name.domain());
    }

    private static AddressName parsed(String text) {
        return AddressName.parse(text).orElseThrow(() -> Failures.notAnAddressRule(text));
    }

    private static void check(ChangeResult result, AddressName name) {
        switch (result) {
            case DONE, ALREADY_THERE -> {
                // As it was wanted.
            }
            case NO_SUCH_DOMAIN -> throw Failures.noSuchDomain(name.domain().ascii());
            case NO_SUCH_ACCOUNT -> throw Failures.noSuchAccount(name.written());
            case NOT_THERE -> throw Failures.noSuchAddress(name.written());
            case FIRST_ADDRESS -> throw Failures.firstAddress(name.written());
            case TOO_MANY -> throw Failures.tooManyTargets();
            case SENT_ON_TO -> throw new IllegalStateException("no domain was added");
        }
    }

    private List<AddressInfo> told(DomainName domain) {
        return rules.of(domain).stream().map(AddressAnswers::told).toList();
    }

    private AddressInfo told(AddressName name) {
        return rules.find(name)
                .map(AddressAnswers::told)
                .orElse(new AddressInfo(name.written(), List.of(), List.of(), null));
    }

    private static AddressInfo told(AddressRule rule) {
        return new AddressInfo(
                rule.written(),
                rule.accounts().stream()
                        .map(account -> account.address().toString())
                        .toList(),
                rule.forwards().stream().map(EmailAddress::toString).toList(),
                rule.off().map(OffAnswer::word).orElse(null));
    }
}
