package org.letterlock.engine.spam;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.letterlock.engine.mail.Octets;

/** Letters like those that nobody wants, in four scripts, made of sentences: later letters of a kind say partly other things than earlier ones, and hide among words of good ones. */
final class JunkLetters {

    /** Eight sentences a kind. */
    private static final List<List<String>> KINDS = List.of(
            List.of(
                    "Order cheap pills without prescription from our online pharmacy.",
                    "Discreet worldwide shipping of all medications.",
                    "Lose weight fast with this natural remedy doctors hate.",
                    "Save up to 80% on every pharmacy order today.",
                    "No doctor visit needed, just choose your dosage.",
                    "Our pills are approved and guaranteed to work.",
                    "Regain your strength tonight with one tablet.",
                    "Limited stock, order your pills now."),
            List.of(
                    "Claim your welcome bonus at the best online casino.",
                    "Free spins are waiting in your casino account.",
                    "Win the jackpot tonight, no deposit required.",
                    "Double your first deposit up to $500.",
                    "Play roulette and slots from your phone.",
                    "Withdraw your winnings within minutes.",
                    "Exclusive VIP bonus for selected players only.",
                    "Spin now and win big real money."),
            List.of(
                    "I am the lawyer of a late client who left an inheritance.",
                    "The sum of $12,500,000 million dollars is in a dormant account.",
                    "I need a reliable foreign partner to receive the funds.",
                    "Please reply with your full name and bank account details.",
                    "You will receive forty percent of the total fund.",
                    "This transaction is one hundred percent risk free and confidential.",
                    "The beneficiary died without next of kin.",
                    "Contact me urgently on my private email."),
            List.of(
                    "Your account has been suspended due to unusual activity.",
                    "Please verify your password within 24 hours.",
                    "Click the button below to confirm your billing information.",
                    "Failure to update will result in permanent closure of your account.",
                    "We detected a login attempt from an unknown device.",
                    "Your mailbox storage is full, upgrade now to keep receiving messages.",
                    "Your package could not be delivered, pay the customs fee.",
                    "Confirm your identity to restore access."),
            List.of(
                    "Invest in bitcoin with our automated trading robot.",
                    "Guaranteed profit of 300% in one week.",
                    "Thousands of people already earn money from home.",
                    "Deposit $250 and watch your balance grow.",
                    "Our trading platform never loses a trade.",
                    "Become a crypto millionaire before this offer ends.",
                    "Elon announced a giveaway, send coins and get double back.",
                    "Earn passive income without any experience."),
            List.of(
                    "\u3054\u5F53\u9078\u304A\u3081\u3067\u3068\u3046\u3054\u3056\u3044\u307E\u3059\u3002\u8CDE\u91D1\u3092\u53D7\u3051\u53D6\u308B\u306B\u306F\u3053\u3061\u3089\u3092\u30AF\u30EA\u30C3\u30AF\u3057\u3066\u304F\u3060\u3055\u3044\u3002",
                    "\u304A\u5BA2\u69D8\u306E\u30A2\u30AB\u30A6\u30F3\u30C8\u304C\u4E0D\u6B63\u5229\u7528\u3055\u308C\u307E\u3057\u305F\u3002",
                    "\u672C\u4EBA\u78BA\u8A8D\u306E\u305F\u3081\u3001\u30AB\u30FC\u30C9\u756A\u53F7\u3092\u5165\u529B\u3057\u3066\u304F\u3060\u3055\u3044\u3002",
                    "\u7121\u6599\u3067\u30DD\u30A4\u30F3\u30C8\u30D7\u30EC\u30BC\u30F3\u30C8\u4E2D\u3001\u4ECA\u3059\u3050\u767B\u9332\u3002",
                    "\u9AD8\u53CE\u5165\u306E\u526F\u696D\u3092\u3054\u7D39\u4ECB\u3057\u307E\u3059\u3002",
                    "\u51FA\u4F1A\u3044\u7CFB\u30B5\u30A4\u30C8\u3067\u7D20\u6575\u306A\u5973\u6027\u304C\u5F85\u3063\u3066\u3044\u307E\u3059\u3002",
                    "\u304A\u652F\u6255\u3044\u65B9\u6CD5\u3092\u66F4\u65B0\u3057\u3066\u304F\u3060\u3055\u3044\u3002\u5229\u7528\u505C\u6B62\u306B\u306A\u308A\u307E\u3059\u3002",
                    "\u5F53\u9078\u8005\u306F\u672C\u65E5\u4E2D\u306B\u3054\u9023\u7D61\u304F\u3060\u3055\u3044\u3002"),
            List.of(
                    "\u4EE3\u5F00\u5404\u7C7B\u6B63\u89C4\u53D1\u7968\uFF0C\u4FDD\u8BC1\u771F\u5B9E\u6709\u6548\u3002",
                    "\u65E0\u62B5\u62BC\u8D37\u6B3E\uFF0C\u5F53\u5929\u653E\u6B3E\u3002",
                    "\u606D\u559C\u60A8\u4E2D\u5956\uFF0C\u8BF7\u70B9\u51FB\u94FE\u63A5\u9886\u53D6\u5956\u54C1\u3002",
                    "\u8054\u7CFB\u5FAE\u4FE1\u83B7\u53D6\u8BE6\u7EC6\u8D44\u6599\u3002",
                    "\u8D2D\u7269\u4E00\u5F8B\u516B\u6298\u4F18\u60E0\uFF0C\u6570\u91CF\u6709\u9650\u3002",
                    "\u60A8\u7684\u8D26\u6237\u5B58\u5728\u98CE\u9669\uFF0C\u8BF7\u7ACB\u5373\u9A8C\u8BC1\u5BC6\u7801\u3002",
                    "\u8F7B\u677E\u517C\u804C\u65E5\u8D5A\u4E94\u767E\u5143\u3002",
                    "\u70B9\u51FB\u94FE\u63A5\u7ACB\u5373\u9886\u53D6\u8D37\u6B3E\u3002"),
            List.of(
                    "\u0417\u0430\u0440\u0430\u0431\u0430\u0442\u044B\u0432\u0430\u0439\u0442\u0435 \u0431\u043E\u043B\u044C\u0448\u0438\u0435 \u0434\u0435\u043D\u044C\u0433\u0438 \u043D\u0435 \u0432\u044B\u0445\u043E\u0434\u044F \u0438\u0437 \u0434\u043E\u043C\u0430.",
                    "\u0412\u0430\u0448 \u0432\u044B\u0438\u0433\u0440\u044B\u0448 \u043E\u0436\u0438\u0434\u0430\u0435\u0442 \u043F\u043E\u043B\u0443\u0447\u0435\u043D\u0438\u044F.",
                    "\u041A\u0440\u0435\u0434\u0438\u0442 \u0431\u0435\u0437 \u0441\u043F\u0440\u0430\u0432\u043E\u043A \u0437\u0430 \u043F\u044F\u0442\u044C \u043C\u0438\u043D\u0443\u0442.",
                    "\u041A\u0430\u0437\u0438\u043D\u043E \u0434\u0430\u0440\u0438\u0442 \u0431\u043E\u043D\u0443\u0441 \u043D\u043E\u0432\u044B\u043C \u0438\u0433\u0440\u043E\u043A\u0430\u043C.",
                    "\u041F\u043E\u0434\u0442\u0432\u0435\u0440\u0434\u0438\u0442\u0435 \u043F\u0430\u0440\u043E\u043B\u044C \u043E\u0442 \u0432\u0430\u0448\u0435\u0433\u043E \u0431\u0430\u043D\u043A\u0430.",
                    "\u041F\u0435\u0440\u0435\u0439\u0434\u0438\u0442\u0435 \u043F\u043E \u0441\u0441\u044B\u043B\u043A\u0435 \u0438 \u043F\u043E\u043B\u0443\u0447\u0438\u0442\u0435 \u0432\u044B\u0438\u0433\u0440\u044B\u0448.",
                    "\u0418\u043D\u0432\u0435\u0441\u0442\u0438\u0440\u0443\u0439\u0442\u0435 \u0432 \u043A\u0440\u0438\u043F\u0442\u043E\u0432\u0430\u043B\u044E\u0442\u0443 \u0441 \u0433\u0430\u0440\u0430\u043D\u0442\u0438\u0435\u0439.",
                    "\u0421\u043A\u0438\u0434\u043A\u0430 \u043D\u0430 \u0432\u0441\u0435 \u0442\u0430\u0431\u043B\u0435\u0442\u043A\u0438 \u0434\u043B\u044F \u043F\u043E\u0445\u0443\u0434\u0435\u043D\u0438\u044F."));

    private final Random random;
    private final List<String> good;

    /** @param good words of good letters to hide among */
    JunkLetters(long seed, List<String> good) {
        this.random = new Random(seed);
        this.good = good;
    }

    /** A letter that says some of six sentences of a kind, from {@code first} on, 0 to 2. */
    Octets letter(int first) {
        List<String> kind = KINDS.get(random.nextInt(KINDS.size()));
        String subject = say(kind, first);
        StringBuilder body = new StringBuilder();
        for (int i = 0; i < 3 + random.nextInt(3); i++) {
            body.append(say(kind, first)).append("\r\n");
        }
        if (random.nextBoolean()) {
            for (int i = 0; i < 15; i++) {
                body.append(good.get(random.nextInt(good.size()))).append(' ');
            }
        }
        String domain = "mail" + random.nextInt(10_000) + ".example";
        String letter = "From: Offers <a" + random.nextInt(1000) + "@" + domain + ">\r\nSubject: " + subject
                + "\r\nDate: Sun, 29 Nov 2026 10:00:00 +0000\r\nMessage-ID: <" + random.nextLong() + "@" + domain
                + ">\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n" + body
                + "\r\n";
        return Octets.of(letter.getBytes(StandardCharsets.UTF_8));
    }

    private String say(List<String> kind, int first) {
        return kind.get(first + random.nextInt(kind.size() - 2));
    }
}
