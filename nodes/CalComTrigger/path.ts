/** Last part of the webhook address, unless it is changed on the trigger. */
export const defaultPath = 'calcom';
