import fc from 'fast-check';

const codeUnit = fc.oneof(
	fc.integer({ min: 0, max: 0x7f }),
	fc.integer({ min: 0, max: 0xffff }),
	fc.integer({ min: 0xd800, max: 0xdfff }),
);

/** Any text that JSON can carry: NUL, control characters and halves of surrogate pairs included. */
export const anyText = fc
	.array(codeUnit, { maxLength: 60 })
	.map((units) => String.fromCharCode(...units));
