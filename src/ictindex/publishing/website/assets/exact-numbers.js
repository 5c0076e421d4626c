// The arithmetic of the library in whole numbers of JavaScript (BigInt): decimals of 20 places,
// quotients of 40 digits, half to even at each stage, half up for the published figure. Floating
// point numbers are not used: they cannot express 0.1, and a score of x.x5 would be rounded either
// way.
"use strict";
(() => {
  const PLACES = 20n, DIGITS = 40, UNIT = 10n ** PLACES;
  const NUMBER = /^-?(?:0|[1-9][0-9]{0,17})(?:\.[0-9]{1,20})?$/;
  const size = (n) => (n < 0n ? -n : n);
  const length = (n) => size(n).toString().length;

  // A number as it is written, in units of the 20th place; null if it is not a number.
  const read = (text) => {
    if (!NUMBER.test(text)) return null;
    const negative = text.startsWith("-");
    const [whole, part = ""] = text.replace("-", "").split(".");
    const units = BigInt(whole) * UNIT + BigInt(part.padEnd(Number(PLACES), "0"));
    return negative ? -units : units;
  };

  // a / b rounded half to even to a whole number; `inexact`: a itself was cut off before.
  const halfEven = (a, b, inexact = false) => {
    const sign = (a < 0n) !== (b < 0n) ? -1n : 1n;
    const [top, bottom] = [size(a), size(b)];
    const quotient = top / bottom, twice = 2n * (top % bottom);
    const up = twice > bottom || (twice === bottom && (inexact || quotient % 2n === 1n));
    return sign * (up ? quotient + 1n : quotient);
  };

  // The quotient of two whole numbers to 40 digits, as { n, e }: n times ten to the power of e.
  const divide = (a, b) => {
    if (a === 0n) return { n: 0n, e: 0 };
    const shift = Math.max(0, DIGITS + 2 + length(b) - length(a));
    const top = size(a) * 10n ** BigInt(shift), bottom = size(b);
    const quotient = top / bottom, inexact = top % bottom !== 0n;
    const more = length(quotient) - DIGITS;
    const n = halfEven(quotient, 10n ** BigInt(more), inexact);
    return { n: (a < 0n) !== (b < 0n) ? -n : n, e: more - shift };
  };
  // The same in units of the 20th place, half to even.
  const stage = ({ n, e }) => {
    const power = e + Number(PLACES);
    return power >= 0 ? n * 10n ** BigInt(power) : halfEven(n, 10n ** BigInt(-power));
  };

  // --- Logarithms: 106 decimals, then 40 digits, then 20 places, as the library rounds them --------
  const BITS = 352n, ONE = 1n << BITS;
  const twiceArtanh = (z) => { // z in units of 2^-BITS
    // A negative number that is cut off by >> never becomes 0.
    if (z < 0n) return -twiceArtanh(-z);
    const square = (z * z) >> BITS;
    let power = z, total = z;
    for (let odd = 3n; power; odd += 2n) {
      power = (power * square) >> BITS;
      total += power / odd;
    }
    return 2n * total;
  };
  const LN2 = twiceArtanh(ONE / 3n);
  const LN10 = 3n * LN2 + twiceArtanh(ONE / 9n); // 10 = 2^3 x 5/4
  const ln = (units) => { // in units of 2^-BITS
    let power = BigInt(units.toString(2).length - 1);
    let mantissa = (units << BITS) >> power; // 1 to 2
    if (mantissa * 5n > 7n * ONE) { mantissa >>= 1n; power += 1n; }
    return power * LN2 - PLACES * LN10 + twiceArtanh(((mantissa - ONE) << BITS) / (mantissa + ONE));
  };
  const staged = (value) => stage(divide(value, ONE));
  const linear = (units) => units;
  const ln1p = (units) => (units <= -UNIT ? null : units === 0n ? 0n : staged(ln(units + UNIT)));
  const log10 = (units) => {
    if (units <= 0n) return null;
    const text = units.toString();
    if (/^10*$/.test(text)) return BigInt(text.length - 1 - Number(PLACES)) * UNIT;
    return staged((ln(units) << BITS) / LN10);
  };

  // --- Scores ------------------------------------------------------------------------------------
  // (x - zero) / (full - zero), between 0 and 1, times the scale; all in units.
  const leaf = (x, zero, full, scale) => {
    const share = divide((x - zero) * scale, (full - zero) * UNIT);
    const score = stage(share);
    return share.n < 0n || score < 0n ? 0n : score > scale ? scale : score;
  };
  // The weighted mean of [weight, score]; the weights are whole numbers.
  const mean = (parts) => {
    let total = 0n, sum = 0n;
    for (const [weight, score] of parts) {
      total += BigInt(weight) * score;
      sum += BigInt(weight);
    }
    return stage(divide(total, sum * UNIT));
  };
  // A number as it is printed: rounded half up, away from zero.
  const print = (units, places) => {
    const step = 10n ** (PLACES - BigInt(places));
    const rounded = (2n * size(units) + step) / (2n * step);
    const text = rounded.toString().padStart(places + 1, "0");
    const shown = places ? `${text.slice(0, -places)}.${text.slice(-places)}` : text;
    return units < 0n && rounded ? `-${shown}` : shown;
  };

  window.ictindexExact = { UNIT, leaf, linear, ln1p, log10, mean, print, read };
})();
