import { laravelRows, laravelTables } from './laravelTables';

/** A Laravel app after a year of use: soft deletes, audit triggers, jobs and rows of its own. */
export const yearOldApp = [
	...laravelTables.filter((statement) => !/^CREATE VIEW/.test(statement)),
	...laravelRows,
	'ALTER TABLE leads ADD COLUMN deleted_at TIMESTAMP NULL, ADD UNIQUE KEY leads_email_unique (email, deleted_at)',
	"UPDATE leads SET created_at = '2025-11-01 08:00:00'",
	'ALTER TABLE leads MODIFY created_at TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP ON UPDATE CURRENT_TIMESTAMP',
	'ALTER TABLE bookings ADD COLUMN deleted_at TIMESTAMP NULL',
	`ALTER TABLE bookings MODIFY status ENUM('scheduled', 'cancelled', 'completed', 'draft') NOT NULL DEFAULT 'draft'`,
	'ALTER TABLE activities MODIFY body TEXT CHARACTER SET latin1 NULL',
	'ALTER TABLE webhook_events MODIFY external_id VARCHAR(191) CHARACTER SET latin1 NULL, ADD UNIQUE KEY (provider, external_id)',
	`CREATE TABLE audits (id BIGINT UNSIGNED AUTO_INCREMENT PRIMARY KEY, booking_id INT UNSIGNED NULL, what VARCHAR(20) NOT NULL,
		FOREIGN KEY (booking_id) REFERENCES bookings (id))`,
	"CREATE TRIGGER bookings_audit AFTER INSERT ON bookings FOR EACH ROW INSERT INTO audits (booking_id, what) VALUES (NEW.id, 'made')",
	'CREATE TRIGGER leads_audit AFTER INSERT ON leads FOR EACH ROW INSERT INTO audits (what) VALUES (NEW.stage)',
	'CREATE TABLE jobs (id BIGINT UNSIGNED AUTO_INCREMENT PRIMARY KEY, queue VARCHAR(100) NOT NULL, payload LONGTEXT NOT NULL)',
	"INSERT INTO jobs (queue, payload) VALUES ('default', '{}')",
	`INSERT INTO leads (id, first_name, email, deleted_at) VALUES
		(14, 'Noor', 'noor@kunde.example', '2026-02-01 10:00:00'), (15, 'Noor', 'noor@kunde.example', NULL)`,
	`INSERT INTO bookings (id, lead_id, booking_provider, external_booking_id, booking_type, scheduled_at, status, deleted_at) VALUES
		(30, 15, 'cal.com', 'gone', 'level_check', '2037-11-10 10:00:00', 'scheduled', '2026-02-01 10:00:00'),
		(31, 15, 'cal.com', 'gone', 'level_check', '2037-11-10 10:00:00', 'scheduled', NULL)`,
	...[1, 2, 3, 4, 5].map(
		(at) =>
			`INSERT INTO webhook_events (provider, external_id, event_type, status) VALUES ('cal.com', 'last-year-${at}', 'BOOKING_CREATED', 'pending')`,
	),
];
