/** Last part of the webhook address, unless a person changes it on the trigger. */
export const defaultPath = 'calcom';
