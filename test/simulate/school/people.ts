import type { Person } from '../../support/calcom';
import type { Chance } from '../../support/calcom/random';

const firstNames = [
	...['Anna', 'Ben', 'Clara', 'Dmitri', 'Elif', 'Farid', 'Greta', 'Hana', 'Ivo', 'Jana', 'Kofi'],
	...['Lena', 'Mateo', 'Noor', 'Olga', 'Pavel', 'Quentin', 'Rosa', 'Søren', 'Tomás', 'Uma', 'Vera'],
];
const lastNames = [
	...['Berg', 'Okoye', 'Weiss', 'Orlov', 'Kaya', 'Nur', 'Jansen', 'Ito', 'Pavlov', 'Novák'],
	...['de Vries', 'García López', 'Øster', "O'Neill", 'Yılmaz', 'Müller', 'Rossi', 'Chen', 'Silva'],
];
const zones = ['Europe/Berlin', 'Europe/Amsterdam', 'America/New_York', 'Asia/Tokyo'];

/** The families of a school: many book again. Some have no e-mail address, some write it oddly. */
export class Families {
	constructor(
		private readonly chance: Chance,
		private readonly count: number,
	) {}

	/** Anyone, or anyone whose e-mail address is not taken. */
	any(): Person {
		return personNo(this.chance.between(1, this.count));
	}
}

function personNo(n: number): Person {
	const first = firstNames[n % firstNames.length] ?? '';
	const last = lastNames[(n * 7) % lastNames.length] ?? '';
	const name = n % 31 === 0 ? first : `${first} ${last}`;
	const timeZone = zones[n % zones.length] ?? 'UTC';
	const phone = `+4930${String(1_000_000 + n)}`;
	if (n % 29 === 0) return { name, phone, timeZone };
	const address = n % 23 === 0 ? `Family.${n}@Home.example` : `family.${n}+mtl@home.example`;
	const email = n % 3 === 0 ? address : `person${n}@family.example`;
	return { name, email, timeZone, ...(n % 4 === 0 && { phone }) };
}
