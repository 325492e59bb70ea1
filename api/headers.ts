/** Owns the security fields of every answer. */
import type { RequestHandler } from 'express';
import helmet from 'helmet';

/** An answer of the API is data: nothing in it may load, run or be framed. */
export function secureHeaders(): RequestHandler {
  return helmet({
    contentSecurityPolicy: policy({}),
    // Whether its name is HTTPS for ever is decided by whoever gave it the name.
    strictTransportSecurity: false,
    referrerPolicy: { policy: 'no-referrer' },
    xFrameOptions: { action: 'deny' },
  });
}

/** The documentation page runs its own scripts and asks its own origin, and nothing else. */
export function documentationHeaders(): RequestHandler {
  return helmet.contentSecurityPolicy(
    policy({
      scriptSrc: ["'self'"],
      styleSrc: ["'self'"],
      imgSrc: ["'self'", 'data:'],
      connectSrc: ["'self'"],
    }),
  );
}

/** The console is a page like it, with a form that its own script answers, and fonts and pictures of its own. */
export function consoleHeaders(): RequestHandler {
  return helmet.contentSecurityPolicy(
    policy({
      scriptSrc: ["'self'"],
      styleSrc: ["'self'"],
      imgSrc: ["'self'", 'data:'],
      connectSrc: ["'self'"],
      fontSrc: ["'self'"],
      formAction: ["'self'"],
    }),
  );
}

function policy(directives: Readonly<Record<string, readonly string[]>>) {
  return {
    useDefaults: false,
    directives: {
      defaultSrc: ["'none'"],
      baseUri: ["'none'"],
      formAction: ["'none'"],
      frameAncestors: ["'none'"],
      ...directives,
    },
  };
}
