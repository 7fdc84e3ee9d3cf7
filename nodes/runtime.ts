/** Everything that n8n loads, in one bundle, so that all entry files share one pool per credential. */
export { MtlCalComApi } from '../credentials/MtlCalComApi.credentials';
export { MtlCalComWebhookApi } from '../credentials/MtlCalComWebhookApi.credentials';
export { MtlDatabaseApi } from '../credentials/MtlDatabaseApi.credentials';
export { CalComTrigger } from './CalComTrigger/CalComTrigger.node';
export { Mtl } from './Mtl/Mtl.node';
export { MtlUnfinishedEvents } from './MtlUnfinishedEvents/MtlUnfinishedEvents.node';
export { MtlDesk } from './MtlDesk/MtlDesk.node';
