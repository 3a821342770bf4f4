/// What an export says to whoever opens it, in English and Japanese.
enum ExportReadme {
    static let text = #"""
        Evidence exported from Settei
        =============================

        This archive holds messages of one tenant's evidence log as they were received, and the proof that each of them is in the log and
        that nothing of it was changed since. You can verify it without Settei, without a network, and without trusting whoever gave it to you.

        What is in it

          export.json              what was exported: tenant, log, size and root of the log, filter, counts, keys
          checkpoint               the log's size and root, signed (C2SP tlog-checkpoint, signed-note, Ed25519)
          anchor.tlog-proof        the proof that this root is under the store's own log, which witnesses may cosign (C2SP tlog-proof)
          timestamps/              timestamps of the store log's checkpoint (RFC 3161), where there are any
          records-000001.ndjson …  the records, one JSON object a line: the leaf, its proof, salts, who sent it, and the message
          records-000001.hashes …  in an export of the whole log: the hash of each record's leaf, 32 bytes each
          verify.py                a verifier in Python, which you can read before you run it

        How to verify

          With Settei:       settei evidence verify-export FILE.zip --key VKEY
          Without Settei:    python3 verify.py FILE.zip --key VKEY        (Python 3.9 and the package "cryptography")

        VKEY is the store's public key. Get it from somewhere else than this archive: the operator publishes it, and an earlier export has the
        same. Without --key the key in export.json is used; that shows that the archive is whole, but not whose it is.
        To verify a timestamp: openssl ts -verify -in timestamps/1.tsr -token_in -data TEXT -CAfile CA.pem
        TEXT is a file with the store's checkpoint as anchor.tlog-proof has it, without signatures: the three lines after its first empty line.

        What it means

          Each record's leaf is a hash over its place, time, sender, kind, id and message. The leaves are a Merkle tree (RFC 6962) whose root
          stands in the checkpoint. "complete": true in export.json means that every record of the log up to that size is here, and this is
          verified too. Where only some were exported, each record is proved by itself; that none was left out is not.
          "erased": true means that the key of that message was destroyed, so that nobody can read it any more. "withheld": true means that
          whoever took the export may not read it. Leaf and proof of such records are here, and nothing breaks.

        The formats are described byte by byte in FORMAT.md of Settei's sources.


        Settei から書き出した証跡
        =========================

        このアーカイブには、あるテナントの証跡ログに記録されたメッセージが受信時のまま入っており、各メッセージがログに含まれること、
        および記録後に改変されていないことの証明が付いています。検証に Settei もネットワークも必要なく、このファイルを渡した相手を信用する必要もありません。

        ファイルの内容

          export.json              書き出した内容: テナント、ログ、ログのサイズとルートハッシュ、絞り込み条件、件数、公開鍵
          checkpoint               ログのサイズとルートハッシュに署名したもの (C2SP tlog-checkpoint、signed-note、Ed25519)
          anchor.tlog-proof        このルートハッシュがストア全体のログに含まれることの証明。第三者 (witness) の連署が付くことがあります (C2SP tlog-proof)
          timestamps/              ストア全体のログのチェックポイントに対するタイムスタンプ (RFC 3161)。取得している場合のみ
          records-000001.ndjson …  記録本体。1 行に 1 件の JSON で、リーフ、証明、ソルト、送信者、メッセージを含みます
          records-000001.hashes …  ログ全体を書き出した場合のみ: 各記録のリーフのハッシュ (32 バイトずつ)
          verify.py                Python で書いた検証プログラム。実行する前に中身を確かめられます

        検証の方法

          Settei を使う場合:     settei evidence verify-export FILE.zip --key VKEY
          Settei を使わない場合: python3 verify.py FILE.zip --key VKEY        (Python 3.9 以降と cryptography パッケージ)

        VKEY はストアの公開鍵です。このアーカイブ以外の経路で入手してください。運用者が公開しているもの、または以前に書き出したアーカイブの鍵と同じです。
        --key を省くと export.json に書かれた鍵を使います。その場合に分かるのはアーカイブに破損や改変がないことだけで、誰のものかは確認できません。
        タイムスタンプの検証: openssl ts -verify -in timestamps/1.tsr -token_in -data TEXT -CAfile CA.pem
        TEXT は、anchor.tlog-proof の最初の空行に続く 3 行 (ストア全体のログのチェックポイント。署名の行は除く) を保存したファイルです。

        検証結果の意味

          各記録のリーフは、位置、時刻、送信者、種類、ID、メッセージを対象とするハッシュです。リーフ全体がマークル木 (RFC 6962) になっており、そのルートハッシュが
          checkpoint に書かれています。export.json の "complete": true は、そのサイズまでの記録がすべて入っていることを表し、これも検証の対象です。
          一部だけを書き出した場合は、1 件ごとにログに含まれることを証明します。ただし、書き出されなかった記録がないことまでは証明しません。
          "erased": true は、その記録の鍵が破棄され、内容を誰も読めなくなったことを表します。"withheld": true は、書き出した人に閲覧権限がないことを表します。
          いずれの場合もリーフと証明は残っており、検証に影響はありません。

        形式の詳細は、Settei のソースにある FORMAT.md にバイト単位で記載しています。

        """#
}
