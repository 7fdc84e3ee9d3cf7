import { variant } from './events';

type Json = Record<string, unknown>;

/** A person whose texts are all distinguishable from other people's. */
export const planted = {
	email: 'planted.person@example.com',
	name: 'Planted Person',
	phone: '+31612340001',
};
/** Any text of that person. */
export const plantedWords = /planted|61234000\d/i;
/** Values that are never stored for anyone. */
export const hiddenWords = /sesame/i;

/** Every place where Cal.com names the person who booked. */
const saidOfThem: Json = {
	title: 'Level check between Jonas Weidlich and Planted Person',
	description: 'planted description',
	additionalNotes: 'planted notes',
	location: 'Planted Street 1, Amsterdam',
	smsReminderNumber: '+31612340002',
	attendees: [
		{
			email: 'Planted.Person@Example.com',
			name: 'Planted Person',
			firstName: 'Planted',
			lastName: 'Person',
			phoneNumber: '+31612340001',
			timeZone: 'Europe/Amsterdam',
			language: { locale: 'nl' },
		},
		{ email: 'planted.guest@example.com', name: '', timeZone: 'Europe/Amsterdam' },
	],
	responses: {
		name: { label: 'your_name', value: 'Planted Person' },
		email: { label: 'email_address', value: 'planted.person@example.com' },
		attendeePhoneNumber: { label: 'phone_number', value: '06 1234 0001' },
		notes: { label: 'additional_notes', value: 'planted notes' },
		location: { value: { value: 'attendeeInPerson', optionValue: 'Planted Street 1, Amsterdam' } },
		guests: { value: ['planted.guest@example.com'] },
		health: { label: 'Anything we should know?', value: 'planted answer' },
	},
	userFieldsResponses: { health: { label: 'Anything?', value: 'planted answer' } },
	metadata: { videoCallUrl: 'https://meet.example/planted-room' },
	rescheduledBy: 'planted.person@example.com',
	cancelledBy: 'planted.person@example.com',
	cancellationReason: 'planted reason',
	rejectionReason: 'planted reason',
};

/** Passwords, one-time codes and access links, at every depth. */
const secrets: Json = {
	oneTimePassword: 'sesame-1',
	videoCallData: {
		type: 'daily_video',
		password: 'sesame-2',
		url: 'https://meet.example/planted-room',
	},
	hashedLink: { link: 'sesame-3' },
	downloadLink: 'https://storage.example/sesame-4',
	downloadLinks: { recording: 'https://storage.example/sesame-5' },
	connectAndJoinUrl: 'https://cal.example/sesame-6',
	additionalInformation: { entryPoints: [{ passcode: 'sesame-7', pin: 'sesame-8' }] },
};

/** A delivery about the planted person. */
export function plantedBody(name: string, sent: string, payload: Json = {}): Json {
	return variant(name, sent, { ...saidOfThem, ...secrets, ...payload });
}
