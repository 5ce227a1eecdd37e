// ELECTRON_RUN_AS_NODE=1: plain Node that still says it is Electron's, so that children it starts by process.execPath are too.
process.execPath = process.env.ELECTRON_HOST_BINARY;
Object.defineProperty(process.versions, 'electron', { value: '45.4.1', enumerable: true });
