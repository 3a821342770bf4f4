/// Words that only specialists know, with what to write instead; the list is reviewed, not complete.
enum Jargon {
    struct Word {
        let word: String
        let plainer: String
    }

    /// The words of the list that stand in a text of a language.
    ///
    /// Names of menus, which stand in quotes, are what the console calls them.
    static func words(in text: String, of language: String) -> [Word] {
        let text = text.replacing(#/"[^"]*"|“[^”]*”|「[^」]*」/#, with: "")
        guard language == "en" else { return japanese.filter { text.contains($0.word) } }
        let words = Set(text.lowercased().split { !$0.isLetter && $0 != "-" && $0 != "'" }.map(String.init))
        let lower = text.lowercased()
        return english.filter { $0.word.contains(" ") ? lower.contains($0.word) : words.contains($0.word) }
    }

    private static let english = [
        Word(word: "exfiltrate", plainer: "\"copy out\" or \"steal\""),
        Word(word: "exfiltration", plainer: "\"data being copied out\""),
        Word(word: "lateral movement", plainer: "\"getting from one machine to the next\""),
        Word(word: "blast radius", plainer: "\"what one mistake can reach\""),
        Word(word: "attack surface", plainer: "\"what can be attacked\""),
        Word(word: "threat actor", plainer: "\"attacker\""),
        Word(word: "threat actors", plainer: "\"attackers\""),
        Word(word: "adversary", plainer: "\"attacker\""),
        Word(word: "adversaries", plainer: "\"attackers\""),
        Word(word: "posture", plainer: "\"how safe it is\""),
        Word(word: "defense in depth", plainer: "\"a second protection\""),
        Word(word: "defence in depth", plainer: "\"a second protection\""),
        Word(word: "mitigate", plainer: "\"prevent\" or \"make less bad\""),
        Word(word: "mitigates", plainer: "\"prevents\" or \"makes less bad\""),
        Word(word: "remediate", plainer: "\"fix\""),
        Word(word: "remediation", plainer: "\"fix\""),
        Word(word: "leverage", plainer: "\"use\""),
        Word(word: "leveraging", plainer: "\"using\""),
        Word(word: "utilize", plainer: "\"use\""),
        Word(word: "mitm", plainer: "\"somebody between the two who reads and alters what they send\""),
        Word(word: "rce", plainer: "\"run programs of their own\""),
        Word(word: "ssrf", plainer: "\"tricking the server into making requests for the attacker\""),
        Word(word: "privesc", plainer: "\"becoming administrator\""),
        Word(word: "plaintext", plainer: "\"readable text\" or \"unencrypted\""),
        Word(word: "cmk", plainer: "\"key of your own\""),
        Word(word: "cmek", plainer: "\"key of your own\""),
        Word(word: "least-privileged", plainer: "\"with only the rights it needs\""),
        Word(word: "granular", plainer: "\"exact\""),
    ]

    private static let japanese = [
        Word(word: "ラテラルムーブメント", plainer: "「ほかのサーバーへ侵入が広がること」"),
        Word(word: "横展開", plainer: "「ほかのサーバーへ侵入が広がること」"),
        Word(word: "ブラストラディウス", plainer: "「影響の及ぶ範囲」"),
        Word(word: "アタックサーフェス", plainer: "「攻撃を受けうる箇所」"),
        Word(word: "攻撃対象領域", plainer: "「攻撃を受けうる箇所」"),
        Word(word: "脅威アクター", plainer: "「攻撃者」"),
        Word(word: "エクスフィルトレーション", plainer: "「データの持ち出し」"),
        Word(word: "多層防御", plainer: "「別の守り」"),
        Word(word: "エクスプロイト", plainer: "「弱点を突く攻撃」"),
        Word(word: "クレデンシャル", plainer: "「認証情報」"),
        Word(word: "プリンシパル", plainer: "「利用者やサービス」"),
        Word(word: "ケイパビリティ", plainer: "「権限」、または製品の用語なら説明を添える"),
        Word(word: "リメディエーション", plainer: "「修正」"),
        Word(word: "ミティゲーション", plainer: "「対策」"),
        Word(word: "ハードニング", plainer: "「要塞化」や「安全な設定」"),
        Word(word: "レバレッジ", plainer: "「使う」"),
        Word(word: "ローテート", plainer: "「定期的に交換」"),
        Word(word: "オーケストレーション", plainer: "「自動での配置と管理」"),
    ]
}
