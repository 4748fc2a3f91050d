/**
 * Settings by which both sides of a connection notice within half a minute that the other one vanished: a server that
 * lost power says nothing, and what a vanished process held (leases above all) would stay held for hours. Our
 * statements are short, so compiling them is switched off as well.
 */
export const noticesTheDead = {
  keepAlive: true,
  keepAliveInitialDelayMillis: 10_000,
  options:
    '-c jit=off -c tcp_keepalives_idle=10 -c tcp_keepalives_interval=5 -c tcp_keepalives_count=3 -c tcp_user_timeout=30000',
} as const
