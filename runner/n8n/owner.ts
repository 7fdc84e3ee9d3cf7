import { createRequire } from 'node:module';
import { join } from 'node:path';
import { keep, randomSecret } from '../keptFile';
import { n8nFolder } from './n8nInstalled';

/** The login of n8n's owner. */
export interface Owner {
	email: string;
	password: string;
	/** bcrypt hash of the password, which is what n8n takes from its environment. */
	passwordHash: string;
}

/** The owner of this home's n8n: made on the first call, the same ever after. n8n is installed. */
export function keptOwner(home: string): Owner {
	return keep(join(home, 'n8n-owner.json'), () => {
		const password = randomSecret(6);
		const bcrypt = createRequire(join(n8nFolder, 'package.json'))('bcryptjs') as {
			hashSync(text: string, rounds: number): string;
		};
		return { email: 'owner@mtl.local', password, passwordHash: bcrypt.hashSync(password, 10) };
	});
}
