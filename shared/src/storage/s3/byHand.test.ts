import { expect, it } from 'vitest';
import { fetchCommands } from './byHand.ts';

it('names the endpoint, and quotes what a shell would take apart', () => {
  expect(fetchCommands({ bucket: 'b', endpoint: 'https://s3.example.org:9000' }, "it's/shop/")).toEqual([
    `aws s3 cp --recursive --endpoint-url https://s3.example.org:9000 --region us-east-1 's3://b/it'\\''s/shop/' .`,
    `rclone copy --s3-env-auth --s3-provider Other --s3-endpoint https://s3.example.org:9000 --s3-region us-east-1 ':s3:b/it'\\''s/shop' .`,
  ]);
});

it('leaves to AWS what AWS knows', () => {
  expect(fetchCommands({ bucket: 'b', region: 'eu-central-1' }, 'shop/')).toEqual([
    'aws s3 cp --recursive --region eu-central-1 s3://b/shop/ .',
    'rclone copy --s3-env-auth --s3-provider AWS --s3-region eu-central-1 :s3:b/shop .',
  ]);
});
