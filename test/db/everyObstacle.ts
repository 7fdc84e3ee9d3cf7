import { laravelTables } from './laravelTables';

/**
 * The tables of `laravelTables`, grown over years, with every obstacle that one database can have
 * at once.
 */
export const everyObstacle = [
	'ALTER DATABASE CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci',
	...laravelTables.filter((statement) => !/^CREATE VIEW/.test(statement)),
	// Tables: engine, row format, width.
	`ALTER TABLE leads ADD COLUMN external_id VARCHAR(50) NULL UNIQUE, ADD COLUMN owner INT NOT NULL,
		ADD COLUMN deleted_at TIMESTAMP NULL`,
	'ALTER TABLE leads ROW_FORMAT=COMPACT',
	`ALTER TABLE bookings ${Array.from({ length: 6 }, (_, index) => `ADD COLUMN remark_${index} VARCHAR(2000) NULL`).join(', ')}`,
	'ALTER TABLE webhook_events MODIFY external_id VARCHAR(191) NULL, ENGINE=MyISAM',
	// Columns.
	"ALTER TABLE leads MODIFY phone VARCHAR(50) NOT NULL DEFAULT ''",
	'ALTER TABLE leads MODIFY last_name VARCHAR(255) CHARACTER SET latin1 NULL, MODIFY first_name VARCHAR(255) CHARACTER SET utf8mb3 NULL',
	'ALTER TABLE bookings MODIFY scheduled_at TIMESTAMP NULL DEFAULT CURRENT_TIMESTAMP ON UPDATE CURRENT_TIMESTAMP',
	'ALTER TABLE bookings ADD COLUMN ends_at DATE NULL, ADD COLUMN deleted_at TIMESTAMP NULL, MODIFY webhook_payload TEXT NULL',
	'ALTER TABLE webhook_events ADD COLUMN attempts VARCHAR(20) NULL',
	'ALTER TABLE activities ADD COLUMN event_key CHAR(32) NULL',
	// Words.
	'ALTER TABLE bookings MODIFY status TINYINT NOT NULL DEFAULT 0',
	"ALTER TABLE activities MODIFY type ENUM('call', 'mail') NOT NULL",
	"ALTER TABLE webhook_events ADD CONSTRAINT known_status CHECK (status IN ('pending', 'processed'))",
	'CREATE TABLE booking_types (code VARCHAR(64) PRIMARY KEY)',
	"INSERT INTO booking_types VALUES ('level_check')",
	'ALTER TABLE bookings MODIFY booking_type VARCHAR(64) NULL, ADD FOREIGN KEY (booking_type) REFERENCES booking_types (code)',
	// Keys and ids.
	'ALTER TABLE leads ADD UNIQUE KEY leads_phone_unique (phone), ADD UNIQUE KEY name_unique (first_name, phone)',
	'ALTER TABLE bookings ADD UNIQUE KEY by_uid (external_booking_id)',
	'ALTER TABLE webhook_events ADD UNIQUE KEY provider_external (provider, external_id)',
	'ALTER TABLE webhook_events MODIFY id CHAR(36) NOT NULL',
	'ALTER TABLE activities MODIFY id SMALLINT NOT NULL AUTO_INCREMENT',
	// The teachers and the view.
	'ALTER TABLE users CHANGE name full_name VARCHAR(255) NOT NULL',
	'CREATE TABLE teachers (name VARCHAR(50))',
	'CREATE VIEW upcoming_level_checks AS SELECT name FROM teachers',
	'DROP TABLE teachers',
	// Others.
	`CREATE TABLE invoices (id INT AUTO_INCREMENT PRIMARY KEY, booking_id INT UNSIGNED NULL,
		FOREIGN KEY (booking_id) REFERENCES bookings (id))`,
	'CREATE TRIGGER shout BEFORE UPDATE ON bookings FOR EACH ROW SET NEW.remark_0 = UPPER(NEW.remark_0)',
	// Rows.
	`INSERT INTO leads (id, first_name, email, phone, owner, deleted_at) VALUES (11, 'A', 'a@kunde.example', '1', 1, NULL),
		(12, 'B', 'a@kunde.example', '2', 1, NULL), (13, 'C', 'a@kunde.example', '3', 1, '2026-01-01')`,
];
