package org.letterlock.engine.control;

import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.letterlock.engine.directory.Account;
import org.letterlock.engine.directory.AddressName;
import org.letterlock.engine.directory.AddressRule;
import org.letterlock.engine.directory.AddressRules;
import org.letterlock.engine.directory.ChangeResult;
import org.letterlock.engine.directory.Directory;
import org.letterlock.engine.directory.OffAnswer;
import org.letterlock.engine.directory.Webhook;
import org.letterlock.engine.mail.AccountId;
import org.letterlock.engine.mail.DomainName;
import org.letterlock.engine.mail.EmailAddress;
import org.letterlock.engine.queue.HookUse;
import org.letterlock.protocol.AddressInfo;
import org.letterlock.protocol.AddressRuleOrder;
import org.letterlock.protocol.WebhookInfo;

/** Answers about what happens to mail for addresses. */
final class AddressAnswers {

    /** What stands before a secret (Standard Webhooks). */
    private static final String SECRET = "whsec_";

    private final Directory directory;
    private final AddressRules rules;
    private final AccountAnswers accounts;
    private final Function<String, HookUse> uses;
    private final SecureRandom random;

    /** @param uses how it stands with the web server of a URL */
    AddressAnswers(Directory directory, AccountAnswers accounts, Function<String, HookUse> uses, SecureRandom random) {
        this.directory = directory;
        this.rules = directory.rules();
        this.accounts = accounts;
        this.uses = uses;
        this.random = random;
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
        List<Webhook> before = rules.find(name).map(AddressRule::webhooks).orElse(List.of());
        List<String> urls = order.webhooks();
        List<Webhook> hooks = urls == null
                ? before
                : urls.stream().map(url -> webhook(url, before)).distinct().toList();
        if (targets.isEmpty() && forwards.isEmpty() && hooks.isEmpty()) {
            throw Failures.addressLeadsNowhere(name.written());
        }
        check(rules.set(name, targets, forwards, hooks), name);
        return rules.find(name)
                .map(rule -> told(rule, hook -> !before.contains(hook)))
                .orElseThrow(() -> Failures.noSuchAddress(name.written()));
    }

    /** One that is there keeps its secret. */
    private Webhook webhook(String url, List<Webhook> before) {
        Webhook hook =
                Webhook.parse(url.strip(), Webhook.newSecret(random)).orElseThrow(() -> Failures.notAWebhook(url));
        return before.stream()
                .filter(known -> known.url().equals(hook.url()))
                .findFirst()
                .orElse(hook);
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
        return rules.of(domain).stream().map(rule -> told(rule, _ -> false)).toList();
    }

    private AddressInfo told(AddressName name) {
        return rules.find(name)
                .map(rule -> told(rule, _ -> false))
                .orElse(new AddressInfo(name.written(), List.of(), List.of(), List.of(), null));
    }

    /** @param isNew whether the secret of a webhook is told */
    private AddressInfo told(AddressRule rule, Predicate<Webhook> isNew) {
        return new AddressInfo(
                rule.written(),
                rule.accounts().stream()
                        .map(account -> account.address().toString())
                        .toList(),
                rule.forwards().stream().map(EmailAddress::toString).toList(),
                rule.webhooks().stream()
                        .map(hook -> told(hook, isNew.test(hook)))
                        .toList(),
                rule.off().map(OffAnswer::word).orElse(null));
    }

    private WebhookInfo told(Webhook hook, boolean withSecret) {
        HookUse use = uses.apply(hook.url());
        return new WebhookInfo(
                hook.url(),
                withSecret ? SECRET + Base64.getEncoder().encodeToString(hook.secret()) : null,
                use.waiting(),
                use.last().map(answer -> answer.status() + " " + answer.text()).orElse(null),
                use.lastAt().map(Object::toString).orElse(null));
    }
}
