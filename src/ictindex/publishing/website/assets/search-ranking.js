// What the search finds, best first. Questions are folded as names were folded when the site was built.
"use strict";
(() => {
  // Words that a question may have and a name lacks, folded.
  const SMALL = new Set(
    ("a an and at by for from has have how in is it of on or the to what where which who"
      + " au aux d dans de des du en et l la le les pour que quel quelle quels qui sur un une"
      + " al con cual del el en las los para por que quien se tiene un una y"
      + " в во для есть и из как какая какои кого кто на о об по с у что"
      + " في من على عن الى او ما هو هي").split(" "),
  );
  // Words that ask for an order or a verdict, folded. They are neither a slip nor a part of a name:
  // "best" does not find Estonia, nor "poor" Portugal.
  const JUDGING = new Set(
    ("best better worst worse top bottom first last highest lowest leader leaders leading rich richer richest"
      + " poor poorer poorest good bad great most least weak weakest strong strongest advanced backward fast"
      + " fastest slow slowest cheap cheapest winner winners loser losers"
      + " meilleur meilleure meilleurs pire pires premier premiere dernier derniere riche riches pauvre pauvres"
      + " bon bons mauvais mauvaise faible fort mejor mejores peor peores primero primera ultimo ultima rico"
      + " ricos pobre pobres bueno malo alto bajo"
      + " лучшии лучшая лучшие худшии худшая худшие первыи последнии богатыи богатые бедныи бедные хорошии плохои"
      + " افضل احسن اسوا اول اخير غني اغني فقير افقر").split(" "),
  );
  // Scripts without spaces between words: one character is enough for a search.
  const DENSE = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/u;
  const LETTERS_OF_A_SLIP = 4; // a word has at least so many letters where one may be wrong
  const SIGNS_OF_A_SLIP = 3; // the same of Chinese names, whose signs say more
  const NEAR = 3; // from this weight on a letter is wrong
  const ENOUGH = 8; // with so many results nothing is looked for that is only near

  const fold = (words, letters) => [...words.toLowerCase().normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase()]
    .map((letter) => letters[letter] ?? letter).join("")
    .replace(/[^\p{L}\p{N}]+/gu, " ").trim();

  // One letter is wrong, missing, too many, or two neighbours are exchanged (optimal string alignment).
  const isOneSlip = (a, b) => {
    const [short, long] = a.length <= b.length ? [a, b] : [b, a];
    if (long.length - short.length > 1) return false;
    let at = 0;
    while (at < short.length && short[at] === long[at]) at += 1;
    if (short.length < long.length) return short.slice(at) === long.slice(at + 1);
    if (short.slice(at + 1) === long.slice(at + 1)) return true;
    return short[at] === long[at + 1] && short[at + 1] === long[at] && short.slice(at + 2) === long.slice(at + 2);
  };
  const isNear = (part, word) => !isJudging(part) && part.length >= LETTERS_OF_A_SLIP && word.length >= LETTERS_OF_A_SLIP - 1
    && (isOneSlip(part, word) || (word.length > part.length
      && [-1, 0, 1].some((more) => isOneSlip(part, word.slice(0, part.length + more)))));

  // The Arabic article is part of a word, and often left out.
  const bare = (word) => (word.length > 4 ? word.replace(/^و?ال/, "") : word);
  const isJudging = (part) => JUDGING.has(part) || JUDGING.has(bare(part));
  const begins = (word, part) => (isJudging(part) ? word === part
    : word.startsWith(part) || bare(word).startsWith(bare(part)));

  const read = (text) => {
    const words = text.split(" ");
    return { text, words, joined: words.join(""), dense: DENSE.test(text), isCode: /^[a-z]{1,2}$/.test(text), isShort: /^[a-z]{1,3}$/.test(text) };
  };
  // Each entry with its names: those of the language of the page first, then those of the others.
  const prepare = (index) => {
    index.ready ??= index.rows.map((row) => {
      const [own, other] = row[4].split("||");
      const split = (names) => (names ? names.split("|").map(read) : []);
      return { row, own: split(own), other: split(other) };
    });
    return index.ready;
  };

  const isInOrder = (text, signs) => {
    let at = 0;
    for (const sign of text) if (sign === signs[at]) at += 1;
    return at === signs.length;
  };

  // How far a name is from the question: 0 is the same; null does not fit.
  const weigh = (name, asked) => {
    if (name.text === asked.text) return 0;
    if (name.joined === asked.joined) return 0.5;
    if (name.isCode) return null; // a code of two letters is found as it is
    if (name.text.startsWith(`${asked.text} `)) return 1;
    if (!isJudging(asked.text) && name.text.startsWith(asked.text)) return 1.2;
    if (asked.dense) {
      if (name.text.includes(asked.text)) return asked.text.length > 1 ? 2 : 1.2;
      return asked.text.length > 1 && name.dense && isInOrder(name.joined, [...asked.joined]) ? 5 : null;
    }
    if (asked.parts.every((part) => name.words.includes(part))) return 2;
    if (asked.parts.every((part) => name.words.some((word) => begins(word, part)))) return 2.2;
    return null;
  };
  const isLong = (name) => name.dense && name.joined.length >= SIGNS_OF_A_SLIP;
  const weighSlips = (name, asked) => {
    if (name.isShort) return null; // "best" is no slip of the code of Estonia
    if (asked.dense) return isLong(asked) && isLong(name) && isOneSlip(asked.joined, name.joined) ? 3 : null;
    if (isNear(asked.joined, name.joined)) return isOneSlip(asked.joined, name.joined) ? 3 : 3.4;
    if (asked.parts.every((part) => name.words.some((word) => begins(word, part) || isNear(part, word)))) return 4;
    if (asked.parts.every((part) => part.length > 2 && !isJudging(part) && name.text.includes(part))) return 5;
    return null;
  };
  // The question says more than the name, as in "prices in Kenya": economies are first, then the
  // entry of which it has more letters. Where one short word is left of a name, it has no slip:
  // "coûte" is none of the Gold Coast, in French "Côte-de-l'Or".
  const weighPart = (name, asked, kind) => {
    const weight = (kind === 0 ? 6 : 8) - Math.min(name.text.length, 99) / 100;
    const own = name.words.filter((word) => !SMALL.has(word));
    if (name.isCode || !own.length) return null;
    if (name.dense) return asked.text.includes(name.text) && name.text.length > 1 ? weight : null;
    const mayDiffer = own.length > 1 || own[0].length > LETTERS_OF_A_SLIP;
    const fits = (word) => asked.parts.some((part) => bare(part) === bare(word)
      || (mayDiffer && !name.isShort && !isJudging(part) && part.length >= LETTERS_OF_A_SLIP && isOneSlip(bare(part), bare(word))));
    return own.every(fits) ? weight : null;
  };

  // All words of the question are in what is written about the entry.
  const describe = (ready, index, asked) => ready
    .filter(({ row }) => row[3] && asked.parts.every((part) => ` ${fold(row[3], index.letters)}`.includes(asked.dense ? part : ` ${part}`)))
    .sort((a, b) => a.row[0] - b.row[0])
    .map(({ row }) => ({ row }));

  const list = (ready, asked, weight) => {
    const found = [];
    ready.forEach((entry, order) => {
      let least = Infinity;
      let length = 0;
      let alias = 0; // with a wrong letter, what is shown goes before other names
      for (const [names, more] of [[entry.own, 0], [entry.other, 0.1]]) {
        for (const name of names) {
          const own = weight(name, asked, entry.row[0]);
          if (own === null) continue;
          const is = own < NEAR || name === entry.own[0] ? 0 : 1;
          const order = own + more - least || is - alias || name.text.length - length;
          if (order < 0) [least, alias, length] = [own + more, is, name.text.length];
        }
      }
      if (least < Infinity) found.push({ row: entry.row, weight: least, alias, length, order });
    });
    return found.sort((a, b) => a.weight - b.weight || a.row[0] - b.row[0] || a.alias - b.alias
      || a.length - b.length || a.order - b.order);
  };

  // The rows of the index that fit a question, best first; null if the question is too short.
  const find = (question, index) => {
    const text = fold(question, index.letters);
    const asked = read(text);
    if (text.length < (asked.dense ? 1 : 2)) return null;
    const parts = asked.words.filter((word) => !SMALL.has(word));
    asked.parts = parts.length ? parts : asked.words;
    const ready = prepare(index);
    const exact = list(ready, asked, weigh);
    const near = exact.length < ENOUGH ? list(ready, asked, weighSlips) : [];
    const partly = exact.length || near.length ? []
      : [...list(ready, asked, weighPart), ...describe(ready, index, asked)];
    const found = [...exact, ...near, ...partly];
    // Who asks for an economy that the site has no figure of gets nothing in its place.
    const [first] = found;
    const isAbsent = (entry) => entry.row[2] === "";
    const listed = first && isAbsent(first) && !(first.weight >= 1 && first.weight < 2)
      ? found.filter((entry) => entry.weight === first.weight) : found;
    return [...new Set(listed.filter((entry) => !isAbsent(entry)).map((entry) => entry.row))];
  };
  window.ictindexSearch = { fold, find, isOneSlip };
})();
