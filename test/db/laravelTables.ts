/**
 * The tables of a Laravel app that keeps leads and bookings: whole seconds, int ids, custom
 * columns.
 */
export const laravelTables = [
	`CREATE TABLE users (id INT UNSIGNED AUTO_INCREMENT PRIMARY KEY, name VARCHAR(255) NOT NULL, email VARCHAR(255) NOT NULL UNIQUE,
		password VARCHAR(255) NOT NULL, created_at TIMESTAMP NULL, updated_at TIMESTAMP NULL)`,
	`CREATE TABLE leads (id INT UNSIGNED AUTO_INCREMENT PRIMARY KEY, first_name VARCHAR(255) NULL, last_name VARCHAR(255) NULL,
		email VARCHAR(255) NULL, phone VARCHAR(50) NULL, reference VARCHAR(50) NULL, source_detail VARCHAR(50) NULL,
		stage VARCHAR(20) NOT NULL DEFAULT 'new', created_at TIMESTAMP NULL, updated_at TIMESTAMP NULL)`,
	`CREATE TABLE bookings (id INT UNSIGNED AUTO_INCREMENT PRIMARY KEY, lead_id INT UNSIGNED NULL, booking_provider VARCHAR(50) NULL,
		external_booking_id VARCHAR(255) NULL, booking_type ENUM('level_check', 'consultation', 'trial_class') NULL,
		scheduled_at TIMESTAMP NULL, status ENUM('scheduled', 'cancelled', 'completed', 'no_show', 'draft') NOT NULL DEFAULT 'scheduled',
		assigned_teacher_id INT UNSIGNED NULL, webhook_payload JSON NULL, priority INT NOT NULL DEFAULT 3,
		created_at TIMESTAMP NULL, updated_at TIMESTAMP NULL, FOREIGN KEY (lead_id) REFERENCES leads (id),
		FOREIGN KEY (assigned_teacher_id) REFERENCES users (id))`,
	`CREATE TABLE activities (id INT UNSIGNED AUTO_INCREMENT PRIMARY KEY, lead_id INT UNSIGNED NOT NULL, type VARCHAR(50) NOT NULL,
		subject VARCHAR(255) NULL, body TEXT NULL, pinned TINYINT NOT NULL DEFAULT 0, created_at TIMESTAMP NULL, updated_at TIMESTAMP NULL,
		FOREIGN KEY (lead_id) REFERENCES leads (id))`,
	`CREATE TABLE webhook_events (id INT UNSIGNED AUTO_INCREMENT PRIMARY KEY, provider VARCHAR(50) NOT NULL, external_id VARCHAR(255) NULL,
		event_type VARCHAR(100) NOT NULL, status VARCHAR(20) NOT NULL DEFAULT 'pending', error_message TEXT NULL, payload JSON NULL,
		processed_at TIMESTAMP NULL, created_at TIMESTAMP NULL, updated_at TIMESTAMP NULL)`,
	'CREATE VIEW upcoming_level_checks AS SELECT id AS booking_id, priority FROM bookings',
];

/**
 * A teacher, two leads, and two bookings of the fixtures' uid and of another one, as the app stored
 * them.
 */
export const laravelRows = [
	"INSERT INTO users (id, name, email, password) VALUES (5, 'Anna', 'anna@mtl.example', 'hash')",
	`INSERT INTO leads (id, first_name, last_name, email, reference, source_detail, stage) VALUES
		(11, 'Mara', 'O.', 'mara.oeztuerk@kunde.example', 'newsletter', 'spring', 'won'), (12, 'Old', 'Lead', NULL, NULL, NULL, 'new'),
		(13, 'Older', 'Lead', NULL, NULL, NULL, 'new')`,
	`INSERT INTO bookings (id, lead_id, booking_provider, external_booking_id, booking_type, scheduled_at, status, assigned_teacher_id,
		created_at, updated_at) VALUES
		(21, 11, 'cal.com', '7Kp2vQhWm9XcTzR4sNbJdE', 'trial_class', '2026-11-10 10:00:00', 'completed', 5, '2026-11-03 08:14:30', '2026-11-06 12:00:00'),
		(22, 12, 'cal.com', 'untouched', 'level_check', '2026-11-10 10:00:00', 'scheduled', NULL, NULL, NULL),
		(23, 12, 'phone', NULL, 'level_check', '2026-11-10 10:00:00', 'draft', NULL, NULL, NULL)`,
	"INSERT INTO activities (lead_id, type, subject) VALUES (11, 'call', 'Called')",
	"INSERT INTO webhook_events (provider, external_id, event_type, status) VALUES ('cal.com', '7Kp2vQhWm9XcTzR4sNbJdE', 'BOOKING_CREATED', 'pending')",
];
