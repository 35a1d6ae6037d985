import { s3Storage } from '../../shared/src/storage/s3/storage.ts';

/** Uploads its standard input: `put.ts ENDPOINT BUCKET KEY`, with the keys in the environment. */
const [endpoint = '', bucket = '', key = ''] = process.argv.slice(2);
await using storage = s3Storage({ endpoint, bucket });
await storage.put(key, process.stdin, new AbortController().signal);
