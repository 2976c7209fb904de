/* The luck of sim/engine/luck.py: Squares (Widynski 2020) and one fixed logarithm. */
#include <stdint.h>
#include <string.h>

typedef int64_t whole;

static inline uint64_t turned(uint64_t x) { return x >> 32 | x << 32; }

static inline uint64_t squares64(uint64_t counter, uint64_t key) {
    uint64_t y = counter * key, x = y, z = y + key, t;
    x = turned(x * x + y);
    x = turned(x * x + z);
    x = turned(x * x + y);
    t = x = x * x + z;
    x = turned(x);
    return t ^ (x * x + y) >> 32;
}

static inline uint64_t mix64(uint64_t z) {
    z += UINT64_C(0x9E3779B97F4A7C15);
    z = (z ^ z >> 30) * UINT64_C(0xBF58476D1CE4E5B9);
    z = (z ^ z >> 27) * UINT64_C(0x94D049BB133111EB);
    return z ^ z >> 31;
}

/* Half a key of Squares: eight different hexadecimal digits, none zero, the last one first. */
static uint64_t half_key(uint64_t rank, int odd) {
    uint64_t left = UINT64_C(0xFEDCBA987654321), result = 0;
    for (int digit = 0; digit < 8; digit++) {
        uint64_t choices = odd && digit == 0 ? 8 : 15 - digit;
        uint64_t place = rank % choices, shift, below;
        rank /= choices;
        if (odd && digit == 0) place *= 2;
        shift = 4 * place;
        result |= (left >> shift & 15) << 4 * digit;
        below = (UINT64_C(1) << shift) - 1;
        left = (left & below) | (left >> 4 & ~below);
    }
    return result;
}

static uint64_t squares_key(uint64_t bits) {
    uint64_t upper = (bits >> 32) * UINT64_C(259459200) >> 32;
    uint64_t lower = (bits & 0xFFFFFFFF) * UINT64_C(138378240) >> 32;
    return half_key(upper, 0) << 32 | half_key(lower, 1);
}

/* -ln(u) for a normal u inside (0, 1), after FreeBSD's e_log.c. */
static inline double negative_log(double u) {
    uint64_t bits;
    double m, f, s, z, w, r, h, k;
    memcpy(&bits, &u, 8);
    whole exponent = (whole)(bits >> 52) - 1022;
    bits = (bits & UINT64_C(0xFFFFFFFFFFFFF)) | UINT64_C(1022) << 52;
    memcpy(&m, &bits, 8);
    if (m < 0.7071067811865476) {
        m = m + m;
        exponent -= 1;
    }
    f = m - 1.0;
    s = f / (2.0 + f);
    z = s * s;
    w = z * z;
    r = w * (3.999999999940941908e-01 + w * (2.222219843214978396e-01 + w * 1.531383769920937332e-01))
      + z * (6.666666666666735130e-01 + w * (2.857142874366239149e-01
      + w * (1.818357216161805012e-01 + w * 1.479819860511658591e-01)));
    h = 0.5 * f * f;
    k = (double)exponent;
    return (h - (s * (h + r) + k * 1.90821492927058770002e-10)) - f - k * 6.93147180369123816490e-01;
}

typedef struct { uint64_t key, offset; } Luck;

static Luck story_luck(uint64_t base, uint64_t number) {
    Luck luck = {squares_key(squares64(2 * number, base)), squares64(2 * number + 1, base)};
    return luck;
}

static inline double cost(Luck luck, uint64_t event) {
    uint64_t bits = squares64(event + luck.offset, luck.key);
    return negative_log(((double)(bits >> 12) + 0.5) * 0x1p-52);
}

/* The place of the least -ln(u)/w; weights of 0 never win, unless none is positive. */
static int pick(Luck luck, int count, const uint64_t *events, const double *weights) {
    int positive = 0, best = -1;
    double least = 0.0;
    for (int i = 0; i < count; i++)
        if (weights[i] > 0) {
            positive++;
            best = i;
        }
    if (positive == 1) return best;
    best = -1;
    for (int i = 0; i < count; i++) {
        double weight = positive ? weights[i] : 1.0, now;
        if (weight <= 0) continue;
        now = cost(luck, events[i]) / weight;
        if (best < 0 || now < least) {
            best = i;
            least = now;
        }
    }
    return best;
}

/* Division as in Python: towards minus infinity. */
static inline whole quotient(whole a, whole b) {
    whole q = a / b;
    return q - (a % b != 0 && (a < 0) != (b < 0));
}
static inline whole remains(whole a, whole b) {
    whole r = a % b;
    return r != 0 && (r < 0) != (b < 0) ? r + b : r;
}
static inline whole least_of(whole a, whole b) { return a < b ? a : b; }
static inline whole most_of(whole a, whole b) { return a > b ? a : b; }
static inline whole absolute(whole a) { return a < 0 ? -a : a; }
static inline whole within(whole value, whole low, whole high) {
    return value < low ? low : value > high ? high : value;
}
