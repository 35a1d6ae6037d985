import { useEffect, useState } from 'react';

/** Returns the present, first as of the first look, then anew every so many milliseconds. For undefined it stays as it is. */
export function useNow(every: number | undefined): Date {
  const [now, setNow] = useState(() => new Date());
  useEffect(() => {
    if (every === undefined) return;
    const timer = setInterval(() => setNow(new Date()), every);
    return () => clearInterval(timer);
  }, [every]);
  return now;
}
